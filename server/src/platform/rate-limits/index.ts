export { createTokenBuckets, type TokenBuckets } from './token-buckets.ts'
