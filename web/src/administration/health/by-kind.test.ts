import { expect, test } from 'vitest'
import { byKind } from './by-kind.ts'

const EARLY = '2026-01-01T00:00:00.000Z'
const LATE = '2026-01-02T00:00:00.000Z'

test('a kind of job is one line: kinds that fail come first, then those that have waited longest', () => {
  const kinds = byKind([
    { kind: 'sweep_objects', state: 'queued', count: 1, 'due-at': LATE },
    { kind: 'import_upload', state: 'running', count: 4, 'due-at': null },
    { kind: 'sync_repository', state: 'queued', count: 3, 'due-at': EARLY },
    { kind: 'sync_repository', state: 'running', count: 2, 'due-at': null },
    { kind: 'ensure_webhook', state: 'failed', count: 5, 'due-at': null },
  ])
  expect(kinds).toEqual([
    { kind: 'ensure_webhook', queued: 0, running: 0, failed: 5, dueAt: undefined },
    { kind: 'sync_repository', queued: 3, running: 2, failed: 0, dueAt: EARLY },
    { kind: 'sweep_objects', queued: 1, running: 0, failed: 0, dueAt: LATE },
    { kind: 'import_upload', queued: 0, running: 4, failed: 0, dueAt: undefined },
  ])
})
