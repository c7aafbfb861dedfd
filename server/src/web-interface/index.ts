export { type BuiltInterface, readInterface } from './built-interface.ts'
