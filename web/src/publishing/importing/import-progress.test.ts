import { expect, test } from 'vitest'
import type { ImportEvent, ImportState, Tag } from '../../api/managing/imports.ts'
import type { ListedVersion } from '../../api/modules.ts'
import { afterEvent, progressOf } from './import-progress.ts'

function tag(name: string, decision: Tag['decision'], version: string | null): Tag {
  return { tag: name, decision, version, reason: '', 'gone-at': null } as Tag
}

function version(name: string, status: ListedVersion['status']): ListedVersion {
  return { version: name, tag: `v${name}`, status, error: null, 'error-file': null, 'error-line': null } as ListedVersion
}

function stateOf(parts: Partial<Pick<ImportState, 'tags' | 'versions'>>, status = 'pending'): ImportState {
  return { module: { attributes: { status } }, tags: [], versions: [], ...parts } as unknown as ImportState
}

function happened(attributes: Partial<ImportEvent['attributes']>): ImportEvent {
  return { attributes: { kind: 'version', detail: {}, message: null, ...attributes } } as ImportEvent
}

const RUNNING = stateOf({
  tags: [tag('v1.0.0', 'pending', '1.0.0'), tag('v1.1.0', 'pending', '1.1.0'), tag('nightly', 'not_semver', null)],
  versions: [version('1.1.0', 'cloning'), version('1.0.0', 'pending')],
})

test('an import that has not looked at the repository yet is not over', () => {
  expect(progressOf(stateOf({})).isOver).toBe(false)
  expect(progressOf(stateOf({ tags: [tag('v1.0.0', 'pending', '1.0.0')] })).isOver).toBe(false)
})

test('a repository without a release tag, or one that cannot be read, has nothing to wait for', () => {
  expect(progressOf(stateOf({ tags: [tag('nightly', 'not_semver', null)] }, 'no_version_tags')).isOver).toBe(true)
  expect(progressOf(stateOf({}, 'setup_failed')).isOver).toBe(true)
})

test('the module can be opened with its first version, while others are on their way', () => {
  const first = afterEvent(RUNNING, happened({ version: '1.1.0', status: 'ok' }))
  expect(first && progressOf(first)).toMatchObject({ ready: 1, failed: 0, isOver: false })
})

test('a failure has its file and line, and the last outcome ends the import', () => {
  const detail = { file: 'main.tf', line: 14, 'has-files': true }
  const failed = afterEvent(RUNNING, happened({ version: '1.0.0', status: 'reg_ingress_failed', message: 'Unclosed block', detail }))
  const over = failed && afterEvent(failed, happened({ version: '1.1.0', status: 'ok' }))
  expect(over?.versions[1]).toMatchObject({ error: 'Unclosed block', 'error-file': 'main.tf', 'error-line': 14, 'has-files': true })
  expect(over && progressOf(over)).toMatchObject({ ready: 1, failed: 1, isOver: true, others: [{ tag: 'nightly' }] })
})

test('what an event says of an unknown version, or of tags, only the server knows', () => {
  expect(afterEvent(RUNNING, happened({ version: '9.0.0', status: 'pending' }))).toBeUndefined()
  expect(afterEvent(RUNNING, happened({ kind: 'sync', status: 'changed', version: null }))).toBeUndefined()
  expect(afterEvent(RUNNING, happened({ version: '1.0.0', status: 'no_configuration' }))).toBeUndefined()
})

test('a new state of the module is taken from its event, and news that change nothing need no answer', () => {
  const before = { before: 'pending' }
  const complete = afterEvent(RUNNING, happened({ kind: 'module', status: 'setup_complete', version: null, detail: before }))
  expect(complete?.module.attributes.status).toBe('setup_complete')
  expect(afterEvent(RUNNING, happened({ kind: 'module', status: 'pending', version: null, message: 'No access' }))).toBeUndefined()
  expect(afterEvent(RUNNING, happened({ kind: 'sync', status: 'unchanged', version: null }))).toBe(RUNNING)
})
