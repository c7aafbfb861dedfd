// Inspections that an earlier release made, and that are to be made again from the stored archives.
import type { Queries } from '../../database/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { type InspectionPosition, nextOutdated, noteTry, type OutdatedInspection, renewInspection } from './stored-inspection-rows.ts'

export interface StoredInspectionsParts {
  queries: Queries
  clock: Clock
}

const DAY = 24 * 3_600_000
const START: InspectionPosition = { format: -1, key: '' }

export class StoredInspections {
  readonly #parts: StoredInspectionsParts

  constructor(parts: StoredInspectionsParts) {
    this.#parts = parts
  }

  /** @returns an inspection of an earlier format that a published version has, unless its archive failed within a day */
  async outdated(format: number, after: InspectionPosition = START): Promise<OutdatedInspection | undefined> {
    const { queries, clock } = this.#parts
    return await nextOutdated(queries, format, clock.now() - DAY, after)
  }

  /** @param document what is stored stays when it is undefined: the archive cannot be inspected in this format */
  async renew(key: string, format: number, document: string | undefined): Promise<void> {
    await renewInspection(this.#parts.queries, key, format, document)
  }

  /** Leaves it for a day. */
  async postpone(key: string): Promise<void> {
    await noteTry(this.#parts.queries, key, this.#parts.clock.now())
  }
}
