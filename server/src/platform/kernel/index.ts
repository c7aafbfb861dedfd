export { type Clock, systemClock } from './clock.ts'
export * from './errors.ts'
export * from './ids.ts'
export { DEFAULT_PAGE_SIZE, MAXIMUM_PAGE_SIZE, type Page, type PageRequest, sliceOf } from './page.ts'
