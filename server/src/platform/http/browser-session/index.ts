export { type CookieNames, cookieNames, readCookie, setCookie } from './cookies.ts'
export { csrfTokenOf, isCsrfTokenOf } from './csrf.ts'
export { requireOwnPage } from './provenance.ts'
