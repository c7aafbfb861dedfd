// A scripted browser: keeps cookies, sends the forms of pages, follows redirects within the server.

export interface BrowserAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** @param body of a form; undefined for GET */
export type SendRequest = (path: string, headers: Record<string, string>, body: string | undefined) => Promise<BrowserAnswer>

export interface ShownPage extends BrowserAnswer {
  /** after redirects, without the origin */
  path: string
  /** the target of a redirect that leaves the server; undefined without one */
  leftFor: URL | undefined
}

export interface Browser {
  cookies: Map<string, string>
  open(path: string): Promise<ShownPage>
  /**
   * Fills in the one form of the page with this action and sends it.
   * @param fields beside the hidden ones; a button that is pressed is a field too
   */
  submit(page: ShownPage, action: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<ShownPage>
}

const MAX_REDIRECTS = 5

/** @param origin what the browser shows in its address bar, such as `https://registry.example.com` */
export function createBrowser(origin: string, send: SendRequest): Browser {
  const cookies = new Map<string, string>()
  const request = async (path: string, headers: Record<string, string>, body?: string): Promise<BrowserAnswer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await send(path, { ...headers, ...(cookie === '' ? {} : { cookie }) }, body)
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(cookies, line)
    return answer
  }
  const follow = async (path: string, answer: BrowserAnswer, left = MAX_REDIRECTS): Promise<ShownPage> => {
    const location = answer.headers['location']
    if (answer.status < 300 || answer.status > 399 || typeof location !== 'string') return { ...answer, path, leftFor: undefined }
    const target = new URL(location, origin)
    if (target.origin !== origin) return { ...answer, path, leftFor: target }
    if (left === 0) throw new Error(`${path} redirects for ever`)
    const next = target.pathname + target.search
    return await follow(next, await request(next, {}), left - 1)
  }
  return {
    cookies,
    open: async (path) => await follow(path, await request(path, {})),
    submit: async (page, action, fields = {}, headers = {}) => {
      const body = new URLSearchParams({ ...hiddenFields(page.text, action), ...fields }).toString()
      const sent = { 'content-type': 'application/x-www-form-urlencoded', origin, ...headers }
      return await follow(action, await request(action, sent, body))
    },
  }
}

/** @throws Error when the page has no such form */
export function hiddenFields(page: string, action: string): Record<string, string> {
  const form = [...page.matchAll(/<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/g)].find((match) => unescape(match[1]) === action)
  if (form === undefined) throw new Error(`there is no form for ${action} on: ${page}`)
  const inputs = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
  return Object.fromEntries(inputs.map(([, name, value]) => [name ?? '', unescape(value)]))
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
  if (value === '') cookies.delete(name)
  else cookies.set(name, value)
}

function unescape(text = ''): string {
  const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
  return text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (entity) => characters[entity] ?? entity)
}
