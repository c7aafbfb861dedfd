export { type Authentication, authenticateRequests } from './authentication.ts'
export { limitRate } from './rate-limit.ts'
export { speakRegistryProtocol } from './registry-protocol/index.ts'
export { createServer } from './server.ts'
