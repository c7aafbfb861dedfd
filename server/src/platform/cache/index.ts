export { type ByteCache, createByteCache } from './byte-cache.ts'
