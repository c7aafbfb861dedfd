import { describe, expect, it } from 'vitest'
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { Decision, ModuleTag } from '../registry-module/module-tag.ts'
import { decideTags, type TagDecision } from './tag-decisions.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)

function known(tag: string, decision: Decision, more: Partial<ModuleTag> = {}): ModuleTag {
  return {
    registryModuleId: 'mod-1' as RegistryModuleId,
    tag,
    commitSha: A,
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
  /** version to tag */
  versions?: Record<string, string | null>
}

function decide(tags: Record<string, string>, given: Given = {}): Record<string, TagDecision> {
  const decisions = decideTags(
    Object.entries(tags).map(([name, commit]) => ({ name, commit })),
    {
      tagPrefix: given.tagPrefix ?? null,
      known: new Map((given.known ?? []).map((tag) => [tag.tag, tag])),
      versions: new Map(Object.entries(given.versions ?? {})),
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

describe('the tag of a version that is not there', () => {
  it.each(['pending', 'failed'] as const)('is left as it is while it stays where it was (%s)', (decision) => {
    const history = { known: [known('v1.0.0', decision)], versions: { '1.0.0': 'v1.0.0' } }
    expect(decide({ 'v1.0.0': A }, history)['v1.0.0']).toMatchObject({ decision, reason: `was ${decision}`, effect: 'none' })
  })

  it.each(['pending', 'failed'] as const)('is tried at its new place when it is moved (%s)', (decision) => {
    const history = { known: [known('v1.0.0', decision)], versions: { '1.0.0': 'v1.0.0' } }
    expect(decide({ 'v1.0.0': B }, history)['v1.0.0']).toMatchObject({ decision: 'pending', effect: 'restart', commit: B })
  })

  it('is tried again when it was gone and came back', () => {
    const history = { known: [known('v1.0.0', 'failed', { goneAt: 5 })], versions: { '1.0.0': 'v1.0.0' } }
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
