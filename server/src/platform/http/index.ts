export { type AccessLog, createAccessLog } from './access-log.ts'
export {
  type Authentication,
  authenticateRequests,
  createRequestAuthentication,
  type RequestAuthentication,
} from './authentication.ts'
export { type BodyAdmission, closeAfter, createBodyAdmission } from './body-admission.ts'
export { type Answer, type DescribedRoute, type Operation, operationsOf } from './description/operation.ts'
export { foreseen } from './failures/foreseen.ts'
export { answerFailuresInText } from './failures/plain-text.ts'
export { noteOrigins } from './origins.ts'
export { limitRate } from './rate-limit.ts'
export { UnsupportedCoding } from './readable-requests.ts'
export { answerFailures, speakRegistryProtocol } from './registry-protocol/index.ts'
export type { EndedRequest, RequestMeter } from './request-meter.ts'
export { createServer, reloadCertificate } from './server.ts'
export { oneOf, type Shortcut } from './shortcut.ts'
export { acceptedCoding, isKnown, type PreparedText, prepareText } from './texts/index.ts'
