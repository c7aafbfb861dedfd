// Inspects stored archives again, so that published versions have what a newer release records. No archive changes.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Archivist } from '../archivist/index.ts'
import { Unavailable } from '../kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { OutdatedInspection, StoredInspections } from '../registry-modules/index.ts'
import { INSPECTION_FORMAT } from './inspection-format.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

export interface RenewedInspectionsParts {
  inspections: StoredInspections
  archivist: Pick<Archivist, 'find'>
  /** for one run, so that imports never wait for it */
  openSandbox(): Pick<Sandbox, 'inspect' | 'close'>
  /** on local disk, for one archive at a time */
  scratchDirectory: string
  logger: Logger
}

/** Of one run: the lane is free again within minutes. */
const MAX_INSPECTIONS = 500

export class RenewedInspections {
  readonly #parts: RenewedInspectionsParts

  constructor(parts: RenewedInspectionsParts) {
    this.#parts = parts
  }

  /** One after the other. Each is stored at once: whatever ends a run, the next one goes on from there. */
  async run(signal: AbortSignal): Promise<void> {
    const { inspections, logger, openSandbox } = this.#parts
    let renewed = 0
    let outdated = await inspections.outdated(INSPECTION_FORMAT)
    if (outdated === undefined) return
    const sandbox = openSandbox()
    const close = () => sandbox.close()
    signal.addEventListener('abort', close)
    try {
      while (outdated !== undefined && renewed < MAX_INSPECTIONS && !signal.aborted) {
        await this.#renew(outdated, sandbox, signal)
        renewed++
        outdated = await inspections.outdated(INSPECTION_FORMAT, outdated)
      }
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
    logger.info({ inspections: renewed }, 'archives of earlier releases were inspected again')
  }

  /** @throws failures that may not be the archive's fault; they leave it alone for a day, so that the others have their turn */
  async #renew(outdated: OutdatedInspection, sandbox: Pick<Sandbox, 'inspect'>, signal: AbortSignal): Promise<void> {
    const { inspections, logger } = this.#parts
    const { key, archiveKey, document } = outdated
    const directory = await mkdtemp(join(this.#parts.scratchDirectory, 'inspect-again-'))
    try {
      const file = join(directory, 'archive.tar.gz')
      if (!(await this.#fetch(archiveKey, file))) return await inspections.postpone(key)
      const request = {
        name: `again:${key}`,
        source: { kind: 'archive', file },
        destination: join(directory, 'unused'),
        earlier: document,
      } as const
      const outcome = await sandbox.inspect(request)
      if (outcome.kind === 'refused') logger.warn({ archive: archiveKey, reason: outcome.message }, 'archive cannot be inspected again')
      await inspections.renew(key, INSPECTION_FORMAT, outcome.kind === 'inspected' ? outcome.inspection : undefined)
    } catch (error) {
      if (!signal.aborted) await inspections.postpone(key)
      throw error
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }

  /** @returns false while the archive is missing or damaged, which its check reports */
  async #fetch(archiveKey: string, file: string): Promise<boolean> {
    const found = await this.#parts.archivist.find(archiveKey).catch((error: unknown) => {
      if (error instanceof Unavailable) return undefined
      throw error
    })
    const content = await found?.stream()
    if (content === undefined) return false
    await pipeline(content, createWriteStream(file))
    return true
  }
}
