// The web interface as `npm run setup` built it. The server keeps it in memory: a build that replaces the files while the server
// runs would otherwise mix two versions.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface Asset {
  /** the media type */
  type: string
  /** weak, because it is the same for every coding */
  etag: string
  /** whether its name changes with its content */
  immutable: boolean
  content: Buffer
  /** by coding */
  compressed: ReadonlyMap<string, Buffer>
}

export interface BuiltInterface {
  /** the document of every page */
  page: string
  /** by path below `/app/` */
  assets: ReadonlyMap<string, Asset>
}

/** The same from the sources and from the bundle: both are three folders below the checkout. */
export const BUILT_INTERFACE = join(import.meta.dirname, '../../../web/dist')

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** What the best coding is called, and what its files end in. Most wanted first. */
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const
const HASHED = 'assets/'

/** @returns undefined when it was never built */
export function readInterface(directory = BUILT_INTERFACE): BuiltInterface | undefined {
  const page = join(directory, 'index.html')
  if (!existsSync(page)) return undefined
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const assets = new Map(names.flatMap((name) => assetNamed(name, directory)))
  return { page: readFileSync(page, 'utf8'), assets }
}

function assetNamed(name: string, directory: string): [string, Asset][] {
  const type = TYPES[extname(name)]
  if (type === undefined) return []
  const file = join(directory, name)
  const content = readFileSync(file)
  const etag = `W/"${createHash('sha256').update(content).digest('base64url')}"`
  const compressed = CODINGS.filter(([, suffix]) => existsSync(`${file}${suffix}`)).map(
    ([coding, suffix]) => [coding, readFileSync(`${file}${suffix}`)] as const,
  )
  return [[name, { type, etag, immutable: name.startsWith(HASHED), content, compressed: new Map(compressed) }]]
}
