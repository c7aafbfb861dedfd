export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** absolute, http or https */
  url: string
  /** names in lower case */
  headers?: Readonly<Record<string, string>>
  body?: string
  /** whether GET goes where the same host says it is; true unless told otherwise */
  followRedirects?: boolean
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
