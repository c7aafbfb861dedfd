export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** absolute, http or https */
  url: string
  /** names in lower case */
  headers?: Readonly<Record<string, string>>
  body?: string
  /** whether GET follows redirects within the same host; default true */
  followRedirects?: boolean
  signal?: AbortSignal
  /** the kind of host that is called, such as `github`, for metrics; never its name */
  family?: string
}

export interface HttpResponse {
  status: number
  /** names in lower case */
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** the URL that answered: after redirects, before overrides */
  url: string
}
