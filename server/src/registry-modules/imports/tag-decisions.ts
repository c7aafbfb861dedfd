// Decides what each tag of a repository means for a module. Pure: every rule can be read and tested in one place.
import { parseVersion, versionFromTag, versionSortKey, withoutBuild } from '../../terraform/index.ts'
import type { Decision, ModuleTag } from '../registry-module/module-tag.ts'
import { isFailed, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'

/** A tag as the repository has it now. */
export interface RemoteTag {
  name: string
  /** what it points to: a tag object when it is annotated, else the commit */
  object: string
  /** the peeled commit */
  commit: string
}

/** A version that the module has. */
export type HeldVersion = Pick<RegistryModuleVersion, 'id' | 'version' | 'status' | 'tag' | 'commitSha'>

export interface TagDecision {
  tag: string
  object: string
  commit: string
  decision: Decision
  /** a sentence for people */
  reason: string
  version: string | null
  /** what happens to the version: it is created, or restarts at another commit */
  effect: 'none' | 'create' | 'restart'
  /** versions that never came to be and make way for the created one */
  replaces: readonly HeldVersion[]
}

/** What is known about a module when its tags are listed. */
export interface TagHistory {
  tagPrefix: string | null
  /** by tag name */
  known: ReadonlyMap<string, ModuleTag>
  versions: readonly HeldVersion[]
  /** names of tags that the host reported as created or deleted since they were last listed */
  pushedAgain: ReadonlySet<string>
}

interface View extends TagHistory {
  present: ReadonlySet<string>
  /** by precedence, because clients take any version of a precedence for the same */
  held: Map<string, readonly HeldVersion[]>
}

const SHORT = 7

/**
 * Decides on every tag. If two tags name versions of the same precedence, the earlier one wins; then the one without build
 * metadata; then the first by name.
 */
export function decideTags(tags: readonly RemoteTag[], history: TagHistory): TagDecision[] {
  const held = Map.groupBy(history.versions, ({ version }) => withoutBuild(version))
  const view: View = { ...history, present: new Set(tags.map(({ name }) => name)), held }
  return tags.toSorted(byBuildAndName).map((tag) => {
    const decided = decide(tag, view)
    const { effect, version, commit } = decided
    if (effect === 'create' && version !== null) view.held.set(withoutBuild(version), [createdHere(version, tag.name, commit)])
    return decided
  })
}

const OVER_QUOTA =
  'the organization has as many versions as it may: delete some or ask the operator of this registry for more, then sync the module again'

/** Creates no more versions than there is room for, the newest first. Later syncs decide on the other tags again. */
export function withinRoom(decisions: readonly TagDecision[], room: number): TagDecision[] {
  // A version that replaces another one takes its place.
  const created = decisions.filter(({ effect, replaces }) => effect === 'create' && replaces.length === 0)
  if (created.length <= room) return [...decisions]
  const left = new Set(created.toSorted((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1)).slice(room))
  return decisions.map((each) => (left.has(each) ? { ...each, decision: 'over_quota', reason: OVER_QUOTA, effect: 'none' } : each))
}

function sortKey({ version }: TagDecision): string {
  const parsed = version === null ? undefined : parseVersion(version)
  return parsed === undefined ? '' : versionSortKey(parsed)
}

function byBuildAndName({ name: a }: RemoteTag, { name: b }: RemoteTag): number {
  return Number(a.includes('+')) - Number(b.includes('+')) || (a < b ? -1 : 1)
}

function createdHere(version: string, tag: string, commitSha: string): HeldVersion {
  return { id: '' as HeldVersion['id'], version, tag, status: 'pending', commitSha }
}

function decide(tag: RemoteTag, view: View): TagDecision {
  const parsed = versionFromTag(tag.name, view.tagPrefix ?? undefined)
  if ('rejected' in parsed) return outcome(tag, parsed.rejected, parsed.reason, null)
  const { version } = parsed
  const known = view.known.get(tag.name)
  const rivals = view.held.get(withoutBuild(version)) ?? []
  const own = rivals.find((held) => held.tag === tag.name && held.version === version)
  if (own !== undefined) return decideOnOwn(tag, known, own)
  if (known !== undefined && staysAsItIs(tag, known, view, rivals)) return outcome(tag, known.decision, known.reason, version)
  const keeper = rivals.find((held) => !yields(held, view.present))
  if (keeper !== undefined) return outcome(tag, 'duplicate', alreadyThere(version, keeper), version)
  const reason = known?.decision === 'deleted' ? 'the tag was pushed again after the version was deleted' : 'waiting to be imported'
  return { ...outcome(tag, 'pending', reason, version, 'create'), replaces: rivals }
}

/** The version of this very tag is there already, published or not. */
function decideOnOwn(tag: RemoteTag, known: ModuleTag | undefined, own: HeldVersion): TagDecision {
  const { version } = own
  if (own.status === 'ok') {
    const imported = known?.importedCommitSha ?? own.commitSha
    return imported === null || imported === tag.commit
      ? outcome(tag, 'imported', `imported as ${version}`, version)
      : outcome(tag, 'moved', movedReason(tag, imported, version), version)
  }
  const isTried = known?.decision === 'pending' || known?.decision === 'failed'
  if (isTried && isWhereItWas(tag, known)) return outcome(tag, known.decision, known.reason, version)
  return outcome(tag, 'pending', 'waiting to be imported', version, 'restart')
}

/** Without a version of its own: what was decided before holds as long as the tag stays where it was. */
function staysAsItIs(tag: RemoteTag, known: ModuleTag, { pushedAgain }: View, rivals: readonly HeldVersion[]): boolean {
  if (!isWhereItWas(tag, known)) return false
  switch (known.decision) {
    case 'deleted':
      // A deleted version is imported again only if its tag is pushed again.
      return !pushedAgain.has(tag.name)
    case 'no_configuration':
      return true
    case 'failed':
      // It had its turn; another tag has the version now.
      return rivals.length > 0
    case 'pending':
    case 'imported':
    case 'moved':
    case 'duplicate':
    case 'not_semver':
    case 'wrong_prefix':
    case 'over_quota':
      return false
  }
}

/** A tag that was deleted and pushed again has a new object, unless it is not annotated. */
function isWhereItWas(tag: RemoteTag, { commitSha, objectSha, goneAt }: ModuleTag): boolean {
  return commitSha === tag.commit && goneAt === null && (objectSha === null || objectSha === tag.object)
}

/** A version that never came to be keeps nobody from it: neither after its import failed, nor after its tag vanished. */
function yields({ status, tag }: HeldVersion, present: ReadonlySet<string>): boolean {
  return isFailed(status) || (status !== 'ok' && tag !== null && !present.has(tag))
}

function outcome(
  tag: RemoteTag,
  decision: Decision,
  reason: string,
  version: string | null,
  effect: TagDecision['effect'] = 'none',
): TagDecision {
  return { tag: tag.name, object: tag.object, commit: tag.commit, decision, reason, version, effect, replaces: [] }
}

function alreadyThere(version: string, { version: held, tag }: HeldVersion): string {
  const origin = tag === null ? 'does not come from a tag' : `already comes from the tag ${tag}`
  if (held !== version) return `version ${held} has the same precedence, because build metadata does not count, and ${origin}`
  return tag === null ? `version ${version} already exists and ${origin}` : `version ${version} ${origin}`
}

function movedReason(tag: RemoteTag, imported: string, version: string): string {
  return `the tag was moved from ${imported.slice(0, SHORT)} to ${tag.commit.slice(0, SHORT)}; version ${version} does not change`
}
