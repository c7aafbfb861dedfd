export { type BuiltInterface, readInterface } from './built-interface.ts'
export type { FirstList } from './first-list.ts'
