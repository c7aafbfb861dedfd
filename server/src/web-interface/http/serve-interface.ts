// /app/…: the web interface. Its pages are one document, which decides by the address what to show.
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../kernel/index.ts'
import { cookieNames, readCookie } from '../../platform/http/browser-session/index.ts'
import { html, pageHeaders } from '../../platform/http/html/index.ts'
import { acceptedCoding, isKnown } from '../../platform/http/index.ts'
import type { Asset, BuiltInterface } from '../built-interface.ts'
import type { FirstList } from '../first-list.ts'
import { firstListPage } from './first-list-page.ts'
import { GREET, READ_INTERFACE_FILE, SHOW_INTERFACE, SHOW_INTERFACE_PAGE } from './operations.ts'
import { serveSourceAddresses } from './source-addresses.ts'

export interface InterfaceParts {
  /** undefined when it was never built */
  built: BuiltInterface | undefined
  publicUrl: string
  /** of the server */
  version: string
  /** whether pages may load images of other hosts */
  remoteImages(): Promise<boolean>
  /** Fails where the session or the organization is none, or the database is away. */
  firstList(session: string, organization: string): Promise<FirstList>
}

const LIST = /^\/app\/([^/?]+)\/registry\/private\/modules$/
/** Of the page; a list that takes longer comes with the script. */
const PATIENCE_MS = 250

const ROOT = '/app'
const NONCE_BYTES = 18
const FOREVER = 'public, max-age=31536000, immutable'

const NEVER_BUILT = `The web interface was not built. Run \`npm run setup\` in the directory of Terrace, and restart the server.
`
const NEVER_BUILT_PAGE = html`<!doctype html><html lang="en"><title>Terrace</title><p>${NEVER_BUILT}</p></html>\n`.text
/** For people who open the address in a browser. */
const GREETING = `Terrace, a private registry for Terraform and OpenTofu modules.

Modules are addressed as HOST/ORGANIZATION/NAME/PROVIDER, the API is at /api/v2.
${NEVER_BUILT}`

export function serveInterface(app: FastifyInstance, { built, publicUrl, version, remoteImages, firstList }: InterfaceParts): void {
  const { session } = cookieNames(publicUrl)
  const headersOfPages = pageHeaders(publicUrl)
  const page = built?.page.replaceAll('%PUBLIC_URL%', () => publicUrl).replaceAll('%VERSION%', version)
  app.get('/', GREET, (_request, reply) =>
    built === undefined ? reply.type('text/plain; charset=utf-8').send(GREETING) : reply.redirect(ROOT),
  )
  const firstContent = async (secret: string | undefined, url: string): Promise<string> => {
    const organization = LIST.exec(url)?.[1]
    if (secret === undefined || organization === undefined) return ''
    const list = firstList(secret, decodeURIComponent(organization))
    return await inTime(list.then((found) => firstListPage(found).text)).catch(() => '')
  }
  const show = async ({ headers, url }: FastifyRequest, reply: FastifyReply) => {
    if (page === undefined) return reply.code(404).headers(headersOfPages).type('text/html; charset=utf-8').send(NEVER_BUILT_PAGE)
    const secret = readCookie(headers.cookie, session)
    // Without the database, the page still says what is wrong.
    const [areAllowed, content] = await Promise.all([remoteImages().catch(() => false), firstContent(secret, url)])
    const filled = page.replaceAll('%SESSION%', secret === undefined ? 'none' : 'some').replace('<!--%FIRST_CONTENT%-->', () => content)
    return sendPage(reply.headers(headersOfPages), filled, areAllowed ? ANY_IMAGES : OWN_IMAGES)
  }
  serveSourceAddresses(app, ROOT)
  app.get(ROOT, SHOW_INTERFACE, show)
  app.get<{ Params: { '*': string } }>(`${ROOT}/*`, SHOW_INTERFACE_PAGE, (request, reply) => {
    const asset = built?.assets.get(request.params['*'])
    return asset === undefined ? show(request, reply) : sendAsset(request, reply, asset)
  })
  app.get<{ Params: { file: string } }>(`${ROOT}/assets/:file`, READ_INTERFACE_FILE, (request, reply) => {
    const { file } = request.params
    const asset = built?.assets.get(`assets/${file}`)
    if (asset !== undefined) return sendAsset(request, reply, asset)
    // The document of a page would fail as a script. An organization may be called assets, and has pages below this address.
    if (file.includes('.')) throw new NotFound('The interface has no such file')
    return show(request, reply)
  })
}

async function inTime(content: Promise<string>): Promise<string> {
  const patience = new AbortController()
  try {
    return await Promise.race([content, setTimeout(PATIENCE_MS, '', { signal: patience.signal })])
  } finally {
    patience.abort()
  }
}

const OWN_IMAGES = "img-src 'self' data:"
const ANY_IMAGES = `${OWN_IMAGES} https:`

function sendPage(reply: FastifyReply, page: string, images: string): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  reply.header('content-security-policy', policyWith(nonce, images))
  return reply.type('text/html; charset=utf-8').send(page.replaceAll('%CSP_NONCE%', nonce))
}

/** Scripts come as files. Components add styles at run time, which carry the nonce. */
function policyWith(nonce: string, images: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    images,
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function sendAsset({ headers }: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  const { type, etag, immutable, content, compressed } = asset
  reply.headers({ etag, vary: 'accept-encoding', 'cache-control': immutable ? FOREVER : 'no-cache' })
  if (isKnown(headers['if-none-match'], etag)) return reply.code(304).send()
  const coding = acceptedCoding(headers['accept-encoding'], [...compressed.keys()])
  if (coding !== undefined) reply.header('content-encoding', coding)
  return reply.type(type).send(coding === undefined ? content : compressed.get(coding))
}
