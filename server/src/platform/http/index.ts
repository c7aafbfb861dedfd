export {
  type Authentication,
  authenticateRequests,
  createRequestAuthentication,
  type RequestAuthentication,
} from './authentication.ts'
export { bearerToken } from './bearer.ts'
export { type BodyAdmission, closeAfter, createBodyAdmission } from './body-admission.ts'
export { type Answer, type DescribedRoute, type Operation, operationsOf } from './description/operation.ts'
export { noteOrigins } from './origins.ts'
export { limitRate } from './rate-limit.ts'
export { answerFailures, speakRegistryProtocol } from './registry-protocol/index.ts'
export { createServer, newRequestId, type Shortcut } from './server.ts'
