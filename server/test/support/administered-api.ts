// The server as a site administrator uses it, for tests of its background work.
import { type Answer, type Api, type ApiOptions, type ApiResource, describeApi, type StartApi, type WhereOptions } from './api.ts'
import { siteAdmin } from './site-admin.ts'

/** A member of a JSON:API document's `data`. */
export type TestResource = Omit<ApiResource, 'attributes' | 'relationships'> & {
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into whatever shape they expect
  attributes: Record<string, any>
  relationships: Record<string, { data: { id: string }[] | { id: string } }>
}

export interface AdministeredApi extends Api {
  /** of the administrator, `admin` */
  token: string
  /** @param as the token to send; default the administrator's, null for none */
  request(method: Method, path: string, body?: unknown, as?: string | null): Promise<Answer>
  /** A successful GET. @returns `data` */
  get(path: string): Promise<TestResource>
  /** A successful GET of a list, all pages. */
  list(path: string): Promise<TestResource[]>
  /** A successful POST. @returns `data` */
  post(path: string, type: string, attributes: unknown): Promise<TestResource>
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

const MAX_PAGE = 100

export type StartAdministered = (options?: ApiOptions) => Promise<AdministeredApi>

/** Like `describeApi`. Time stands still, and the server may call private addresses, where stand-ins for git hosts are. */
export function describeAdministered(name: string, body: (start: StartAdministered) => void, options: WhereOptions = {}): void {
  const ofAdministrator = (start: StartApi) =>
    body(async (given = {}) => {
      const settings = { TERRACE_ALLOW_PRIVATE_ADDRESSES: 'on', ...given.settings }
      return await administered(await start({ still: true, ...given, settings }))
    })
  describeApi(name, ofAdministrator, options)
}

async function administered(api: Api): Promise<AdministeredApi> {
  const { token } = await siteAdmin(api, 'admin')
  const request: AdministeredApi['request'] = (method, path, body, as = token) =>
    api.withToken(as ?? '').call(method, path, body === undefined ? {} : { body })
  const successful = async (...call: Parameters<typeof request>) => {
    const answer = await request(...call)
    if (answer.status >= 300) throw new Error(`${call[0]} ${call[1]} was answered with ${answer.status}: ${answer.text}`)
    return JSON.parse(answer.text)
  }
  return {
    ...api,
    token,
    request,
    get: async (path) => (await successful('GET', path)).data,
    post: async (path, type, attributes) => (await successful('POST', path, { data: { type, attributes } })).data,
    async list(path) {
      const all: TestResource[] = []
      for (let page: number | null = 1; page !== null; ) {
        const { data, meta } = await successful('GET', `${path}?page[number]=${page}&page[size]=${MAX_PAGE}`)
        all.push(...data)
        page = meta.pagination['next-page']
      }
      return all
    },
  }
}
