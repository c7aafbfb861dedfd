export { createHttpClient, type HttpClient, type HttpClientOptions } from './http-client.ts'
export { HttpFailure, type HttpFailureReason } from './http-failure.ts'
export type { HttpRequest, HttpResponse } from './http-message.ts'
