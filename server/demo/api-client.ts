// The few calls of the management API that the demonstration makes, as any client would make them.

export interface ApiResource {
  id: string
  attributes: Record<string, unknown>
  relationships: Record<string, { data?: { id: string } | { id: string }[] | null }>
}

export interface ApiClient {
  get(path: string): Promise<ApiResource>
  list(path: string): Promise<ApiResource[]>
  post(path: string, type: string, attributes: Record<string, unknown>): Promise<ApiResource>
}

export function createApiClient(url: string, token: string): ApiClient {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`)
    return (JSON.parse(text) as { data: unknown }).data
  }
  return {
    get: async (path) => (await call('GET', path)) as ApiResource,
    list: async (path) => (await call('GET', path)) as ApiResource[],
    post: async (path, type, attributes) => (await call('POST', path, { data: { type, attributes } })) as ApiResource,
  }
}
