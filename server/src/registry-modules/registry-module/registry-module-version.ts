// A version of a module, and the states it moves through. go-tfe defines their names.
import type { CamelCased, Schema } from '../../database/index.ts'
import type { Deprecation, Revocation } from './version-lifecycle.ts'

type Columns = CamelCased<Schema['registry_module_versions']>

export interface RegistryModuleVersion extends Omit<Columns, 'deprecation' | 'revocation'> {
  deprecation: Deprecation | null
  /** only of deprecated versions */
  revocation: Revocation | null
}
export type VersionStatus = RegistryModuleVersion['status']

/**
 * The allowed moves. `ok` is final: a published version never changes. A version that a crash left between two states
 * goes back to `pending`, and so does a failed version that is retried.
 */
const MOVES: Record<VersionStatus, readonly VersionStatus[]> = {
  // to itself: the tag was moved before its import began
  pending: ['pending', 'cloning', 'clone_failed'],
  cloning: ['reg_ingressing', 'clone_failed', 'pending'],
  // to `clone_failed`: its files turned out to need a git submodule that could not be fetched
  reg_ingressing: ['ok', 'reg_ingress_failed', 'clone_failed', 'pending'],
  clone_failed: ['pending'],
  reg_ingress_req_failed: ['pending'],
  reg_ingress_failed: ['pending'],
  ok: [],
}

export const UNFINISHED = ['pending', 'cloning', 'reg_ingressing'] as const satisfies readonly VersionStatus[]
export const FAILED = ['clone_failed', 'reg_ingress_req_failed', 'reg_ingress_failed'] as const satisfies readonly VersionStatus[]

export function isAllowedMove(from: VersionStatus, to: VersionStatus): boolean {
  return MOVES[from].includes(to)
}

export function isFinished(status: VersionStatus): boolean {
  return status === 'ok' || isFailed(status)
}

export function isFailed(status: VersionStatus): boolean {
  return (FAILED as readonly VersionStatus[]).includes(status)
}

/** Why an import ended without a version; `file` is relative to the module's root. */
export interface ImportFailure {
  message: string
  /** the stage at fault, when it is not the one that the version is in */
  at?: 'cloning'
  file?: string
  line?: number
  /** the archive of its files, when they were kept */
  files?: { key: string; size: number }
  /** a word of a known set, for metrics: what git or the host's API says */
  reason?: string
}

/** One line for people: the message, and where. */
export function describeFailure({ message, file, line }: ImportFailure): string {
  if (file === undefined) return message
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`
}
