// How far an import is: each tag with its outcome.
import type { ImportEvent, ImportState, Tag } from '../../api/managing/imports.ts'
import type { ListedVersion } from '../../api/modules.ts'
import { isFailed } from '../../imports/states.ts'

export interface ImportProgress {
  /** versions that come, came, or failed, the newest first */
  versions: readonly ListedVersion[]
  /** tags that become no version, with the reason */
  others: Tag[]
  ready: number
  failed: number
  /** Nothing more happens until somebody does something. */
  isOver: boolean
}

export function progressOf({ module, tags, versions }: ImportState): ImportProgress {
  const { status } = module.attributes
  const seen = tags.filter((tag) => tag['gone-at'] === null)
  const held = new Set(versions.map(({ version }) => version))
  const others = seen.filter(({ decision, version }) => decision !== 'pending' && (version === null || !held.has(version)))
  const ready = versions.filter((version) => version.status === 'ok').length
  const failed = versions.filter((version) => isFailed(version.status)).length
  const isDone = ready + failed === versions.length
  // Tags that are known before their versions are there come first.
  const isWaiting = seen.some(({ decision, version }) => decision === 'pending' && (version === null || !held.has(version)))
  const isOver = isDone && !isWaiting && (versions.length > 0 || status === 'no_version_tags' || status === 'setup_failed')
  return { versions, others, ready, failed, isOver }
}

const MODULE_STATUSES: ReadonlySet<string> = new Set(['pending', 'no_version_tags', 'setup_failed', 'setup_complete'])
const STATUSES: ReadonlySet<string> = new Set(['pending', 'cloning', 'clone_failed', 'reg_ingressing', 'reg_ingress_failed', 'ok'])

/**
 * What an event changes.
 * @returns undefined when only the server knows what it means
 */
export function afterEvent(state: ImportState, { attributes }: ImportEvent): ImportState | undefined {
  const { kind, status, version, message, detail } = attributes
  if (kind === 'delivery' || (kind === 'sync' && status === 'unchanged')) return state
  if (kind === 'module' && message === null && 'before' in detail) return withStatus(state, status)
  if (kind !== 'version' || !STATUSES.has(status) || state.versions.every((each) => each.version !== version)) return undefined
  const { file, line, 'has-files': hasFiles } = detail as { file?: string; line?: number; 'has-files'?: boolean }
  const told = {
    status: status as ListedVersion['status'],
    error: status === 'ok' ? null : (message ?? null),
    'error-file': file ?? null,
    'error-line': line ?? null,
    'has-files': status === 'ok' || hasFiles === true,
  }
  return { ...state, versions: state.versions.map((each) => (each.version === version ? { ...each, ...told } : each)) }
}

function withStatus(state: ImportState, status: string): ImportState | undefined {
  if (!MODULE_STATUSES.has(status)) return undefined
  const { module } = state
  const told = status as ImportState['module']['attributes']['status']
  return { ...state, module: { ...module, attributes: { ...module.attributes, status: told } } }
}
