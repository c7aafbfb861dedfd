// The messages between a benchmark and the load process.

export interface LoadOrder {
  port: number
  /** taken in turn */
  paths: readonly string[]
  token: string
  /** sent to the paths, in turn with them; absent: GET */
  posts?: readonly { headers: Readonly<Record<string, string>>; body: string }[]
  /** of `posts`; POST when absent */
  method?: 'POST' | 'PATCH'
  connections: number
  /** when to stop: after this time, or after `total` requests */
  durationMs?: number
  total?: number
  /** requests per second over all connections; absent: each connection asks again as soon as it is answered */
  rate?: number
  expectedStatus: number
}

export interface LoadResult {
  requests: number
  /** answers with another status, and connections that broke */
  failures: number
  requestsPerSecond: number
  /** milliseconds from when a request was due to the end of its answer */
  median: number
  p99: number
  p999: number
  worst: number
}
