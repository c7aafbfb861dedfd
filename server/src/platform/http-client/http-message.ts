export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** absolute, http or https */
  url: string
  /** names in lower case */
  headers?: Readonly<Record<string, string>>
  body?: string
  signal?: AbortSignal
}

export interface HttpResponse {
  status: number
  /** names in lower case */
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** where the answer came from, as it was asked for: without overrides, after redirects */
  url: string
}
