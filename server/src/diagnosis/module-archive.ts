// Where a registry leads to for a version, and what is there.
import { createHash } from 'node:crypto'
import type { HttpResponse } from '../platform/http-client/index.ts'
import { type Ask, answerOf, objectIn } from './asking.ts'
import type { ModuleAddress } from './module-address.ts'
import { ASK_OPERATOR, type Registry, urlOfModule } from './module-versions.ts'
import { Obstacle, type Passed } from './step.ts'

const REVOKED = new Set([403, 404, 410])

/** @param isOwn whether the registry counts only GET as a download @returns where Terraform downloads from, as it is given */
export async function findArchive(
  registry: Registry,
  module: ModuleAddress,
  version: string,
  isOwn: boolean,
): Promise<Passed<URL | undefined>> {
  const url = `${urlOfModule(registry.base, module)}/${version}/download`
  const answer = await answerOf(registry.ask, { method: isOwn ? 'HEAD' : 'GET', url, headers: registry.headers })
  if (REVOKED.has(answer.status)) {
    throw new Obstacle(
      `The registry does not give version ${version} away (status ${answer.status}).`,
      'It may be revoked or deleted: the page of the module says so, and what replaces it.',
    )
  }
  if (answer.status !== 204 && answer.status !== 200) throw new Obstacle(`The download answers with status ${answer.status}.`, ASK_OPERATOR)
  const given = answer.headers['x-terraform-get'] ?? locationIn(answer)
  if (given === undefined || given === '') {
    throw new Obstacle(
      'The registry does not say where the version is: the header X-Terraform-Get is missing.',
      'A reverse proxy may remove it.',
    )
  }
  // A source of its own kind, such as git::https://…, is no place that speaks HTTP alone.
  if (!URL.canParse(given, url) || !/^https?:$/.test(new URL(given, url).protocol)) {
    return { value: undefined, finding: 'The registry leads to a source that is not downloaded over HTTP.', skipped: true }
  }
  const target = new URL(given, url)
  return { value: target, finding: `The archive is at ${target.host}.` }
}

function locationIn(answer: HttpResponse): string | undefined {
  const location = objectIn(answer)?.['location']
  return typeof location === 'string' ? location : undefined
}

export interface Archive {
  sha256: string
  /** as the server announces it; undefined when it does not */
  announced: string | undefined
}

/** What the first bytes of a file say it is. */
const KINDS = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zip', Buffer.from('PK\u0003\u0004')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a])],
  ['bzip2', Buffer.from('BZh')],
] as const

/** Without the token, as Terraform does. @param url that the registry gave */
export async function fetchArchive(ask: Ask, url: URL): Promise<Passed<Archive>> {
  const { status, body, headers } = await answerOf(ask, { method: 'GET', url: url.href })
  if (status !== 200) {
    throw new Obstacle(
      `The archive cannot be downloaded from ${url.host} (status ${status}).`,
      'The link is good for a short time, for whoever has it. A reverse proxy must pass on its path and its query unchanged.',
    )
  }
  const kind = KINDS.find(([, magic]) => body.subarray(0, magic.length).equals(magic))?.[0]
  if (kind === undefined) {
    throw new Obstacle(
      `What ${url.host} sends is no archive.`,
      'A page to sign in, or an error of a reverse proxy, may stand in its place. Open the link in a browser.',
    )
  }
  const sha256 = createHash('sha256').update(body).digest('hex')
  const announced = /^"([0-9a-f]{64})"$/.exec(headers['etag'] ?? '')?.[1]
  return { value: { sha256, announced }, finding: `${body.length} bytes of ${kind} from ${url.host}.` }
}

export function compareChecksum({ sha256, announced }: Archive): Passed<undefined> {
  if (announced === undefined) {
    return { value: undefined, finding: `The sha256 is ${sha256}. The server announces none to compare it with.`, skipped: true }
  }
  if (announced !== sha256) {
    throw new Obstacle(
      `The archive has the sha256 ${sha256}, and its server announces ${announced}.`,
      'Something between the two machines changes downloads: a proxy, a cache or a scanner for viruses.',
    )
  }
  return { value: undefined, finding: `The sha256 is ${sha256}, as its server announces.` }
}
