// Counts how imports end.
import { failedStatus, ImportOutcomes, type ImportOutcomesParts } from '../../registry-modules/index.ts'

/** `outcome`: the status that the version has now, or `no_configuration` for a tag that became none. */
export interface EndedImport {
  outcome: 'ok' | 'clone_failed' | 'reg_ingress_failed' | 'pending' | 'no_configuration'
  reason: string
}

export type ImportMeter = (ended: EndedImport) => void

/** For failures that bring no word of their own: what was asked for is not there, or the module's files are wrong. */
const USUAL_REASON = { clone_failed: 'not_found', reg_ingress_failed: 'configuration' } as const

const POSTPONED: EndedImport = { outcome: 'pending', reason: 'interrupted' }

export class MeteredOutcomes extends ImportOutcomes {
  readonly #meter: ImportMeter

  constructor({ meter, ...parts }: ImportOutcomesParts & { meter: ImportMeter }) {
    super(parts)
    this.#meter = meter
  }

  override async publish(...args: Parameters<ImportOutcomes['publish']>): Promise<boolean> {
    const isPublished = await super.publish(...args)
    if (isPublished) this.#meter({ outcome: 'ok', reason: 'imported' })
    return isPublished
  }

  override async fail(...args: Parameters<ImportOutcomes['fail']>): Promise<void> {
    await super.fail(...args)
    const [, from, failure] = args
    const outcome = failedStatus(from, failure)
    this.#meter({ outcome, reason: failure.reason ?? USUAL_REASON[outcome] })
  }

  override async skip(...args: Parameters<ImportOutcomes['skip']>): Promise<void> {
    await super.skip(...args)
    this.#meter({ outcome: 'no_configuration', reason: 'no_configuration' })
  }

  override async postpone(...args: Parameters<ImportOutcomes['postpone']>): Promise<void> {
    await super.postpone(...args)
    this.#meter(POSTPONED)
  }

  override async postponeAll(...args: Parameters<ImportOutcomes['postponeAll']>): Promise<void> {
    await super.postponeAll(...args)
    for (const _ of args[0]) this.#meter(POSTPONED)
  }
}
