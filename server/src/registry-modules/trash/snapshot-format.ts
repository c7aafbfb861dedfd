// Reads and writes snapshots as text. Each has the number of its format; see `snapshot.ts`.
import { readRowSnapshot } from './row-snapshot.ts'
import type { Snapshot } from './snapshot.ts'

const FORMAT = 2

export function writeSnapshot(snapshot: Snapshot): string {
  return JSON.stringify({ format: FORMAT, ...snapshot })
}

/** @throws Error for the format of a later release */
export function readSnapshot(text: string): Snapshot {
  const { format, ...snapshot } = JSON.parse(text) as Snapshot & { format?: number }
  if (format === undefined) return readRowSnapshot(snapshot)
  if (format !== FORMAT) throw new Error(`the snapshot has format ${format}; this release reads format ${FORMAT}: upgrade Terrace`)
  return snapshot
}
