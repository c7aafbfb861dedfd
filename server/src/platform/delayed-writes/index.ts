export { createDelayedWrites, type DelayedWrite } from './delayed-writes.ts'
