// Decides what each tag of a repository means for a module. Pure: every rule can be read and tested in one place.
import { parseVersion, versionFromTag, versionSortKey } from '../../terraform/index.ts'
import type { Decision, ModuleTag } from '../registry-module/module-tag.ts'

/** A tag as the repository has it now; `commit` is the peeled commit. */
export interface RemoteTag {
  name: string
  commit: string
}

export interface TagDecision {
  tag: string
  commit: string
  decision: Decision
  /** a sentence for people */
  reason: string
  version: string | null
  /** what happens to the version: it is created, or restarts at another commit */
  effect: 'none' | 'create' | 'restart'
}

/** What is known about a module when its tags are listed. */
export interface TagHistory {
  tagPrefix: string | null
  /** by tag name */
  known: ReadonlyMap<string, ModuleTag>
  /** existing versions, each with the tag it comes from (null: not from a tag) */
  versions: ReadonlyMap<string, string | null>
}

const SHORT = 7

/** Decides on every tag. If two tags name the same version, the earlier one wins, then the first by name. */
export function decideTags(tags: readonly RemoteTag[], history: TagHistory): TagDecision[] {
  const versions = new Map(history.versions)
  return tags
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((tag) => {
      const decided = decide(tag, history.known.get(tag.name), history.tagPrefix, versions)
      if (decided.effect === 'create' && decided.version !== null) versions.set(decided.version, tag.name)
      return decided
    })
}

const OVER_QUOTA =
  'the organization has as many versions as it may: delete some or ask the operator of this registry for more, then sync the module again'

/** Creates no more versions than there is room for, the newest first. Later syncs decide on the other tags again. */
export function withinRoom(decisions: readonly TagDecision[], room: number): TagDecision[] {
  const created = decisions.filter(({ effect }) => effect === 'create')
  if (created.length <= room) return [...decisions]
  const left = new Set(created.toSorted((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1)).slice(room))
  return decisions.map((each) => (left.has(each) ? { ...each, decision: 'over_quota', reason: OVER_QUOTA, effect: 'none' } : each))
}

function sortKey({ version }: TagDecision): string {
  const parsed = version === null ? undefined : parseVersion(version)
  return parsed === undefined ? '' : versionSortKey(parsed)
}

function decide(tag: RemoteTag, known: ModuleTag | undefined, prefix: string | null, versions: Map<string, string | null>): TagDecision {
  const parsed = versionFromTag(tag.name, prefix ?? undefined)
  if ('rejected' in parsed) return outcome(tag, parsed.rejected, parsed.reason, null)
  const { version } = parsed
  const owner = versions.get(version)
  if (owner !== undefined && owner !== tag.name) return outcome(tag, 'duplicate', alreadyThere(version, owner), version)
  if (known !== undefined) return decideAgain(tag, known, version, owner !== undefined)
  return owner === undefined
    ? outcome(tag, 'pending', 'waiting to be imported', version, 'create')
    : outcome(tag, 'imported', `imported as ${version}`, version)
}

/** A tag that was seen before: the decision depends on whether it moved. */
function decideAgain(tag: RemoteTag, known: ModuleTag, version: string, exists: boolean): TagDecision {
  const unmoved = known.commitSha === tag.commit && known.goneAt === null
  switch (known.decision) {
    case 'imported':
    case 'moved':
      if (!exists) return outcome(tag, 'pending', 'waiting to be imported', version, 'create')
      return tag.commit === known.importedCommitSha
        ? outcome(tag, 'imported', `imported as ${version}`, version)
        : outcome(tag, 'moved', movedReason(tag, known, version), version)
    case 'deleted':
      // A deleted version is imported again only if its tag is pushed again.
      return unmoved
        ? outcome(tag, 'deleted', known.reason, version)
        : outcome(tag, 'pending', 'the tag was pushed again after the version was deleted', version, 'create')
    case 'pending':
    case 'failed':
    case 'no_configuration':
      if (unmoved && (exists || known.decision === 'no_configuration')) return outcome(tag, known.decision, known.reason, version)
      return outcome(tag, 'pending', 'waiting to be imported', version, exists ? 'restart' : 'create')
    case 'duplicate':
    case 'not_semver':
    case 'wrong_prefix':
    case 'over_quota':
      return exists
        ? outcome(tag, 'imported', `imported as ${version}`, version)
        : outcome(tag, 'pending', 'waiting to be imported', version, 'create')
  }
}

function outcome(
  tag: RemoteTag,
  decision: Decision,
  reason: string,
  version: string | null,
  effect: TagDecision['effect'] = 'none',
): TagDecision {
  return { tag: tag.name, commit: tag.commit, decision, reason, version, effect }
}

function alreadyThere(version: string, owner: string | null): string {
  return owner === null
    ? `version ${version} already exists and does not come from a tag`
    : `version ${version} already comes from the tag ${owner}`
}

function movedReason(tag: RemoteTag, known: ModuleTag, version: string): string {
  const from = (known.importedCommitSha ?? known.commitSha).slice(0, SHORT)
  return `the tag was moved from ${from} to ${tag.commit.slice(0, SHORT)}; version ${version} does not change`
}
