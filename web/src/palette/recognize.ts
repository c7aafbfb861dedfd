// What somebody has pasted, so that it need not be taken apart by hand.

export interface ModuleMention {
  kind: 'module'
  /** what it was found in: "A module block" */
  from: string
  /** empty when the text names none */
  host: string
  namespace: string
  name: string
  provider: string
  /** of a submodule or example; empty for the module itself */
  path: string
  /** empty when the text has none */
  constraint: string
}

export interface RepositoryMention {
  kind: 'repository'
  /** without a scheme, a user and `.git`: `github.com/acme/terraform-aws-vpc` */
  address: string
  /** of the module, by the name of the repository */
  name: string
  provider: string | undefined
  /** a tag, a branch or a commit */
  ref: string
}

/** The name of a call, where an error says nothing more. */
export interface CallMention {
  kind: 'call'
  name: string
}

/** @param text of a source that no registry has */
export interface OtherSource {
  kind: 'other'
  text: string
  what: string
}

export interface PageMention {
  kind: 'page'
  /** below `/app` */
  path: string
}

export type Mention = ModuleMention | RepositoryMention | CallMention | OtherSource | PageMention

const NAME = '[0-9A-Za-z][\\w-]*'
const HOST = '(?:[0-9A-Za-z-]+\\.)+[0-9A-Za-z-]+(?::\\d+)?|[0-9A-Za-z-]+:\\d+|localhost'
const ADDRESS = `(?:(?<host>${HOST})/)?(?<namespace>${NAME})/(?<name>${NAME})/(?<provider>[0-9a-z]+)(?://(?<path>[^"?)\\s]+))?`
const WHOLE_ADDRESS = new RegExp(`^${ADDRESS}/?(?:[@\\s]\\s*v?(?<version>\\d\\S*|latest))?$`)
const MENTIONED = new RegExp(`(?<![\\w./:-])${ADDRESS}(?![\\w/:-])(?:"?\\s+v?(?<version>\\d+\\.\\d+\\.\\d+[\\w.+-]*))?`, 'g')
const VERSION_BEFORE = /\bversion (?<version>\d+\.\d+\.\d+[\w.+-]*) of $/
const FRAME = /[│╷╵╭╰─]|\p{Cc}\[[\d;]*m/gu
const ERROR = /\b(?:Error|Warning): |│|\bmodule registry\b|\bwas revoked\b/
const QUOTED = /^(?<quote>["'`])(?<inside>[^"'`]*)\k<quote>,?$/
/** Longer ones are none, whatever they look like. */
const MAX_ADDRESS = 1000
const LOCAL_OR_STORED = /^(?:(?<local>\.\.?\/)|(?<stored>s3|gcs|hg|oci)::?)/
const GIT =
  /^(?:git::)?(?:(?:https?|ssh|git):\/\/)?(?:[\w.-]+@)?(?<host>[\w-]+(?:\.[\w-]+)*(?::\d+)?)[/:](?<path>[^?\s]+)(?:\?(?<query>\S*))?$/

/** @param ownHost of this registry @returns undefined for words to search for */
export function recognize(pasted: string, ownHost: string): Mention | undefined {
  const text = pasted.replaceAll(FRAME, ' ').replaceAll(/\s+/g, ' ').trim().replace(QUOTED, '$<inside>')
  const page = pageOf(text, ownHost)
  if (page !== undefined) return page
  const source = /\bsource\s*=\s*"(?<source>[^"]*)"/.exec(text)?.groups?.['source']
  if (source !== undefined && !ERROR.test(pasted)) {
    const constraint = /\bversion\s*=\s*"(?<version>[^"]*)"/.exec(text)?.groups?.['version'] ?? ''
    return sourceOf(source, { from: 'A module block', constraint })
  }
  if (ERROR.test(pasted)) return errorOf(text, ownHost)
  return sourceOf(text, { from: 'A source address', constraint: '' })
}

function pageOf(text: string, ownHost: string): PageMention | OtherSource | undefined {
  const { host = '', path = '' } = /^https?:\/\/(?<host>[^/\s]+)\/app(?<path>\/\S*)$/.exec(text)?.groups ?? {}
  if (host.toLowerCase() === ownHost) return { kind: 'page', path }
  // A repository may be in a group called app.
  if (!/^\/(?:[\w-]+\/(?:registry|settings)|organizations|settings)(?:[/?#]|$)/.test(path)) return undefined
  return { kind: 'other', text, what: `A page of ${host}, which is another server than this one` }
}

interface Context {
  from: string
  constraint: string
}

function sourceOf(given: string, { from, constraint }: Context): Mention | undefined {
  if (given.length > MAX_ADDRESS) return undefined
  // People paste the address of the page too.
  const text =
    /^https?:\/\/[^/]+\/(?:modules\/)?[\w-]+\/[\w-]+\/[\da-z]+(?:\/\d\S*)?$/.test(given) && !/\.git\b/.test(given)
      ? withoutScheme(given)
      : given
  const address = WHOLE_ADDRESS.exec(text)?.groups
  if (address !== undefined) return mentionOf(address, { from, constraint: constraint || (address['version'] ?? '') })
  const other = LOCAL_OR_STORED.exec(text)?.groups
  if (other?.['local'] !== undefined) return { kind: 'other', text, what: 'A directory of the configuration itself' }
  if (other?.['stored'] !== undefined) return { kind: 'other', text, what: 'An address outside of any registry' }
  return repositoryOf(text)
}

function withoutScheme(url: string): string {
  return url
    .replace(/^https?:\/\//, '')
    .replace(/\/modules\//, '/')
    .replace(/\/(?=\d[^/]*$)/, '@')
}

function mentionOf(groups: Record<string, string | undefined>, { from, constraint }: Context): ModuleMention {
  const { host = '', namespace = '', name = '', provider = '', path = '' } = groups
  return { kind: 'module', from, host: host.toLowerCase(), namespace, name, provider, path, constraint }
}

function repositoryOf(text: string): RepositoryMention | undefined {
  const groups = GIT.exec(text)?.groups
  const [directory = ''] = (groups?.['path'] ?? '').split('//')
  const path = directory.replace(/\.git$/, '').replace(/\/$/, '')
  const isGit = /^git(?:::|@|:\/\/)|^ssh:\/\/|\.git\b/.test(text)
  // Words with a slash or a colon between them are no address.
  if (groups === undefined || !(isGit || (path.includes('/') && /\./.test(groups['host'] ?? '')))) return undefined
  const repository = path.split('/').at(-1) ?? ''
  const { provider, name } = /^terraform-(?<provider>[\da-z]+)-(?<name>.+)$/.exec(repository)?.groups ?? {}
  const ref = new URLSearchParams(groups['query'] ?? '').get('ref') ?? ''
  return { kind: 'repository', address: `${groups['host']}/${path}`, name: name ?? repository, provider, ref }
}

/** What a mention of an error says it comes from. */
export const FROM_ERROR = 'An error of the command line'

/** Of several addresses, that of this registry counts. */
function errorOf(text: string, ownHost: string): ModuleMention | CallMention | undefined {
  const from = FROM_ERROR
  const all = [...text.matchAll(MENTIONED)]
  const found = all.find((match) => match.groups?.['host']?.toLowerCase() === ownHost) ?? all.find((match) => isNoPath(match, text))
  if (found?.groups !== undefined) {
    const before = VERSION_BEFORE.exec(text.slice(0, found.index))?.groups?.['version']
    return mentionOf(found.groups, { from, constraint: before ?? found.groups['version'] ?? '' })
  }
  const name = /\b[Mm]odule "(?<name>[^"]+)"/.exec(text)?.groups?.['name']
  return name === undefined ? undefined : { kind: 'call', name }
}

/** A file of the configuration looks like an address, but for its ending. */
function isNoPath(match: RegExpExecArray, text: string): boolean {
  return text[match.index + match[0].length] !== '.' || !/^\.\w/.test(text.slice(match.index + match[0].length))
}
