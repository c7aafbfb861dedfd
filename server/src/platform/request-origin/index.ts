export { type RequestOrigin, RequestOrigins } from './request-origins.ts'
