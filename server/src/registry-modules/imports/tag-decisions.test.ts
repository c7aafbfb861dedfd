import { describe, expect, it } from 'vitest'
import type { RegistryModuleId, RegistryModuleVersionId } from '../../kernel/index.ts'
import type { Decision, ModuleTag } from '../registry-module/module-tag.ts'
import { decideTags, type HeldVersion, type TagDecision } from './tag-decisions.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const C = 'c'.repeat(40)

function known(tag: string, decision: Decision, more: Partial<ModuleTag> = {}): ModuleTag {
  return {
    registryModuleId: 'mod-1' as RegistryModuleId,
    tag,
    commitSha: A,
    objectSha: null,
    importedCommitSha: decision === 'imported' || decision === 'moved' ? A : null,
    decision,
    reason: `was ${decision}`,
    version: tag.replace(/^v/, ''),
    firstSeenAt: 1,
    lastSeenAt: 1,
    goneAt: null,
    ...more,
  }
}

function deleted(more: Partial<ModuleTag> = {}): Given {
  return { known: [known('v1.0.0', 'deleted', more)] }
}

interface Given {
  tagPrefix?: string
  known?: ModuleTag[]
  /** published versions of the commit A: version to tag */
  versions?: Record<string, string | null>
  /** versions that are not published: version to tag and status */
  unpublished?: Record<string, [tag: string | null, status: HeldVersion['status']]>
  pushedAgain?: string[]
}

function held(version: string, tag: string | null, status: HeldVersion['status']): HeldVersion {
  return { id: `modver-${version}` as RegistryModuleVersionId, version, tag, status, commitSha: A }
}

/** @param tags to their commit, or to their commit and the tag's own object */
function decide(tags: Record<string, string | [commit: string, object: string]>, given: Given = {}): Record<string, TagDecision> {
  const decisions = decideTags(
    Object.entries(tags).map(([name, target]) => {
      const [commit, object] = typeof target === 'string' ? [target, target] : target
      return { name, commit, object }
    }),
    {
      tagPrefix: given.tagPrefix ?? null,
      known: new Map((given.known ?? []).map((tag) => [tag.tag, tag])),
      versions: [
        ...Object.entries(given.versions ?? {}).map(([version, tag]) => held(version, tag, 'ok')),
        ...Object.entries(given.unpublished ?? {}).map(([version, [tag, status]]) => held(version, tag, status)),
      ],
      pushedAgain: new Set(given.pushedAgain),
    },
  )
  return Object.fromEntries(decisions.map((decision) => [decision.tag, decision]))
}

describe('a tag seen for the first time', () => {
  it('becomes a version when it is one, with or without v', () => {
    expect(decide({ 'v1.0.0': A, '2.0.0-rc.1': B })).toMatchObject({
      'v1.0.0': { decision: 'pending', effect: 'create', version: '1.0.0', commit: A },
      '2.0.0-rc.1': { decision: 'pending', effect: 'create', version: '2.0.0-rc.1', commit: B },
    })
  })

  it.each(['latest', 'v1', '1.0', 'v1.0.0.0', 'release-1.0.0'])(
    'is passed over when it is no version (%s), and is named in the reason',
    (name) => {
      const { [name]: decided } = decide({ [name]: A })
      expect(decided).toMatchObject({ decision: 'not_semver', effect: 'none', version: null })
      expect(decided?.reason).toContain(name)
    },
  )

  it('needs the prefix of the module', () => {
    const decided = decide({ 'net/v1.0.0': A, 'db/v1.0.0': A, 'v1.0.0': A, 'net/latest': A }, { tagPrefix: 'net/' })
    expect(decided['net/v1.0.0']).toMatchObject({ decision: 'pending', version: '1.0.0', effect: 'create' })
    expect(decided['db/v1.0.0']).toMatchObject({ decision: 'wrong_prefix', effect: 'none', reason: expect.stringContaining('net/') })
    expect(decided['v1.0.0']).toMatchObject({ decision: 'wrong_prefix', effect: 'none' })
    expect(decided['net/latest']).toMatchObject({ decision: 'not_semver', effect: 'none' })
  })

  it('yields to a tag or an upload that already is this version', () => {
    expect(decide({ 'v1.0.0': A }, { versions: { '1.0.0': '1.0.0' } })['v1.0.0']).toMatchObject({
      decision: 'duplicate',
      effect: 'none',
      reason: 'version 1.0.0 already comes from the tag 1.0.0',
    })
    expect(decide({ 'v1.0.0': A }, { versions: { '1.0.0': null } })['v1.0.0']?.reason).toContain('does not come from a tag')
  })

  it('wins over another for the same version by its name, in whatever order they are listed', () => {
    for (const tags of [
      { 'v1.0.0': A, '1.0.0': B },
      { '1.0.0': B, 'v1.0.0': A },
    ]) {
      expect(decide(tags)).toMatchObject({ '1.0.0': { effect: 'create' }, 'v1.0.0': { decision: 'duplicate', effect: 'none' } })
    }
  })
})

describe('the tag of a published version', () => {
  const versions = { '1.0.0': 'v1.0.0' }

  it('stays imported where it is', () => {
    expect(decide({ 'v1.0.0': A }, { known: [known('v1.0.0', 'imported')], versions })['v1.0.0']).toMatchObject({
      decision: 'imported',
      effect: 'none',
    })
  })

  it('is recorded as moved, with both commits, and touches nothing', () => {
    const moved = decide({ 'v1.0.0': B }, { known: [known('v1.0.0', 'imported')], versions })['v1.0.0']
    expect(moved).toMatchObject({ decision: 'moved', effect: 'none', commit: B })
    expect(moved?.reason).toMatch(/from aaaaaaa to bbbbbbb/)
  })

  it('is imported again in name when it is moved back', () => {
    const history = { known: [known('v1.0.0', 'moved', { commitSha: B })], versions }
    expect(decide({ 'v1.0.0': A }, history)['v1.0.0']).toMatchObject({ decision: 'imported', effect: 'none' })
    expect(decide({ 'v1.0.0': B }, history)['v1.0.0']).toMatchObject({ decision: 'moved', effect: 'none' })
  })

  it('may be gone for a while', () => {
    const history = { known: [known('v1.0.0', 'imported', { goneAt: 5 })], versions }
    expect(decide({ 'v1.0.0': A }, history)['v1.0.0']).toMatchObject({ decision: 'imported', effect: 'none' })
    expect(decide({ 'v1.0.0': B }, history)['v1.0.0']).toMatchObject({ decision: 'moved', effect: 'none' })
  })

  it('makes the version anew when that is missing', () => {
    expect(decide({ 'v1.0.0': A }, { known: [known('v1.0.0', 'imported')] })['v1.0.0']).toMatchObject({
      decision: 'pending',
      effect: 'create',
    })
  })
})

const UNPUBLISHED: [Decision, HeldVersion['status']][] = [
  ['pending', 'pending'],
  ['failed', 'reg_ingress_failed'],
]

describe('the tag of a version that is not there', () => {
  it.each(UNPUBLISHED)('is left as it is while it stays where it was (%s)', (decision, status) => {
    const history = { known: [known('v1.0.0', decision)], unpublished: { '1.0.0': ['v1.0.0', status] } } satisfies Given
    expect(decide({ 'v1.0.0': A }, history)['v1.0.0']).toMatchObject({ decision, reason: `was ${decision}`, effect: 'none' })
  })

  it.each(UNPUBLISHED)('is tried at its new place when it is moved (%s)', (decision, status) => {
    const history = { known: [known('v1.0.0', decision)], unpublished: { '1.0.0': ['v1.0.0', status] } } satisfies Given
    expect(decide({ 'v1.0.0': B }, history)['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'restart', commit: B })
  })

  it('is tried again when it was gone and came back', () => {
    const history: Given = {
      known: [known('v1.0.0', 'failed', { goneAt: 5 })],
      unpublished: { '1.0.0': ['v1.0.0', 'reg_ingress_failed'] },
    }
    expect(decide({ 'v1.0.0': A }, history)['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'restart' })
  })

  it('without configuration is only looked at again when it moved', () => {
    const history = { known: [known('v1.0.0', 'no_configuration')] }
    expect(decide({ 'v1.0.0': A }, history)['v1.0.0']).toMatchObject({ decision: 'no_configuration', effect: 'none' })
    expect(decide({ 'v1.0.0': B }, history)['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
  })

  it('that was deleted here comes back only when the tag was pushed again', () => {
    expect(decide({ 'v1.0.0': A }, deleted())['v1.0.0']).toMatchObject({ decision: 'deleted', effect: 'none', reason: 'was deleted' })
    expect(decide({ 'v1.0.0': B }, deleted())['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
    expect(decide({ 'v1.0.0': A }, deleted({ goneAt: 5 }))['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
  })

  it('that was deleted here comes back when the tag has a new object, or the host reported that it was pushed again', () => {
    const history = deleted({ objectSha: C })
    expect(decide({ 'v1.0.0': [A, C] }, history)['v1.0.0']).toMatchObject({ decision: 'deleted', effect: 'none' })
    expect(decide({ 'v1.0.0': [A, B] }, history)['v1.0.0']).toMatchObject({
      decision: 'pending',
      effect: 'create',
      reason: 'the tag was pushed again after the version was deleted',
    })
    const reported = { ...history, pushedAgain: ['v1.0.0'] }
    expect(decide({ 'v1.0.0': [A, C] }, reported)['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
    expect(decide({}, reported)).toEqual({})
    // What an older release saw says nothing about the object.
    expect(decide({ 'v1.0.0': [A, B] }, deleted())['v1.0.0']).toMatchObject({ decision: 'deleted' })
  })

  it('that was deleted here stays deleted when another tag for it comes and fails', () => {
    const history: Given = { ...deleted(), unpublished: { '1.0.0': ['1.0.0', 'reg_ingress_failed'] } }
    expect(decide({ 'v1.0.0': A, '1.0.0': B }, history)['v1.0.0']).toMatchObject({ decision: 'deleted', effect: 'none' })
  })

  it('is taken when what it duplicated is gone, or the prefix is another now', () => {
    expect(decide({ 'v1.0.0': A }, { known: [known('v1.0.0', 'duplicate')] })['v1.0.0']).toMatchObject({ effect: 'create' })
    const history = { tagPrefix: 'net/', known: [known('net/v1.0.0', 'wrong_prefix', { version: null })] }
    expect(decide({ 'net/v1.0.0': A }, history)['net/v1.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
  })
})

describe('a tag whose version is gone although it stayed where it was', () => {
  it.each(['pending', 'failed', 'imported', 'moved'] as const)('and was %s becomes a version again', (decision) => {
    expect(decide({ 'v1.0.0': A }, { known: [known('v1.0.0', decision)] })).toMatchObject({
      'v1.0.0': { decision: 'pending', effect: 'create', version: '1.0.0' },
    })
  })

  it('and had nothing to publish still has nothing: that version was never there', () => {
    expect(decide({ 'v1.0.0': A }, { known: [known('v1.0.0', 'no_configuration')] })).toMatchObject({
      'v1.0.0': { decision: 'no_configuration', effect: 'none', reason: 'was no_configuration' },
    })
  })
})

describe('a version that never came to be', () => {
  it.each<[string, HeldVersion['status'], boolean]>([
    ['failed', 'reg_ingress_failed', true],
    ['could not be fetched', 'clone_failed', true],
    ['failed, and its tag is gone', 'clone_failed', false],
    ['is still waiting, but its tag is gone', 'pending', false],
  ])('and %s makes way for another tag', (_name, status, isPresent) => {
    const history: Given = { known: [known('v2.0.0', 'failed')], unpublished: { '2.0.0': ['v2.0.0', status] } }
    const decided = decide({ ...(isPresent ? { 'v2.0.0': A } : {}), '2.0.0': B }, history)
    expect(decided['2.0.0']).toMatchObject({ decision: 'pending', effect: 'create', version: '2.0.0' })
    expect(decided['2.0.0']?.replaces.map(({ tag }) => tag)).toEqual(['v2.0.0'])
    // It had its turn, and does not take the version back.
    if (isPresent) expect(decided['v2.0.0']).toMatchObject({ decision: 'failed', effect: 'none' })
  })

  it('keeps its place while its import is to come or under way', () => {
    for (const status of ['pending', 'cloning', 'reg_ingressing'] as const) {
      const history: Given = { known: [known('v2.0.0', 'pending')], unpublished: { '2.0.0': ['v2.0.0', status] } }
      expect(decide({ 'v2.0.0': A, '2.0.0': B }, history)['2.0.0']).toMatchObject({ decision: 'duplicate', effect: 'none' })
    }
  })

  it('makes way for the tag that waited as a duplicate', () => {
    const history: Given = {
      known: [known('v2.0.0', 'failed'), known('2.0.0', 'duplicate', { version: '2.0.0' })],
      unpublished: { '2.0.0': ['v2.0.0', 'reg_ingress_failed'] },
    }
    expect(decide({ 'v2.0.0': A, '2.0.0': A }, history)['2.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
  })

  it('makes way even if no tag made it, but not while an archive may still come', () => {
    expect(decide({ 'v2.0.0': A }, { unpublished: { '2.0.0': [null, 'clone_failed'] } })['v2.0.0']).toMatchObject({ effect: 'create' })
    expect(decide({ 'v2.0.0': A }, { unpublished: { '2.0.0': [null, 'pending'] } })['v2.0.0']).toMatchObject({ decision: 'duplicate' })
  })

  it('is not taken in turns by two tags that both failed', () => {
    const history: Given = {
      known: [known('v2.0.0', 'failed'), known('2.0.0', 'failed', { version: '2.0.0' })],
      unpublished: { '2.0.0': ['2.0.0', 'reg_ingress_failed'] },
    }
    expect(decide({ 'v2.0.0': A, '2.0.0': A }, history)).toMatchObject({ 'v2.0.0': { effect: 'none' }, '2.0.0': { effect: 'none' } })
    // Another commit is another try.
    expect(decide({ 'v2.0.0': B, '2.0.0': A }, history)['v2.0.0']).toMatchObject({ decision: 'pending', effect: 'create' })
  })
})

describe('versions that differ in build metadata alone', () => {
  it('are one: the later tag is a duplicate, with that reason', () => {
    const history: Given = { known: [known('v1.0.0', 'imported')], versions: { '1.0.0': 'v1.0.0' } }
    expect(decide({ 'v1.0.0': A, 'v1.0.0+b1': B }, history)['v1.0.0+b1']).toMatchObject({
      decision: 'duplicate',
      effect: 'none',
      reason: 'version 1.0.0 has the same precedence, because build metadata does not count, and already comes from the tag v1.0.0',
    })
    const other: Given = { known: [known('v1.0.0+b1', 'imported')], versions: { '1.0.0+b1': 'v1.0.0+b1' } }
    expect(decide({ 'v1.0.0': A, 'v1.0.0+b1': B, 'v1.0.0+b2': B }, other)).toMatchObject({
      'v1.0.0': { decision: 'duplicate' },
      'v1.0.0+b2': { decision: 'duplicate' },
    })
    expect(decide({ 'v1.0.0-rc.1+x': A }, { versions: { '1.0.0-rc.1': null } })['v1.0.0-rc.1+x']).toMatchObject({ decision: 'duplicate' })
  })

  it('seen together become the one without build metadata', () => {
    expect(decide({ '1.0.0+b1': A, 'v1.0.0': B, '1.0.0+b0': A })).toMatchObject({
      'v1.0.0': { decision: 'pending', effect: 'create' },
      '1.0.0+b1': { decision: 'duplicate' },
      '1.0.0+b0': { decision: 'duplicate' },
    })
  })

  it('that were both published by an earlier release stay what they are', () => {
    const history: Given = {
      known: [known('v1.0.0', 'imported'), known('v1.0.0+b1', 'imported', { version: '1.0.0+b1' })],
      versions: { '1.0.0': 'v1.0.0', '1.0.0+b1': 'v1.0.0+b1' },
    }
    expect(decide({ 'v1.0.0': A, 'v1.0.0+b1': A }, history)).toMatchObject({
      'v1.0.0': { decision: 'imported' },
      'v1.0.0+b1': { decision: 'imported' },
    })
  })
})
