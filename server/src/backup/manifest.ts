// The first and the last but one entry of a backup: what it is, and what is in it.
import type { ArchiveProblem } from '../archivist/index.ts'
import { type Database, unknownMigrations } from '../database/index.ts'
import { Conflict, Malformed } from '../kernel/index.ts'

const KIND = 'terrace-backup'
/** Raised when an earlier program could not read what this one writes. */
const FORMAT = 1

export interface Manifest {
  kind: typeof KIND
  format: number
  /** version of the program that made it */
  program: string
  /** ISO 8601 */
  madeAt: string
  database: Database['kind']
  /** names, in order */
  migrations: string[]
  /** of the secret key, hexadecimal; null when the database has none on record */
  secretKeyCheck: string | null
  /** whether the key itself is the second entry */
  secretKey: boolean
}

/** An archive that a row names and the backup lacks. `deleted`: while the backup was made, together with its row. */
export interface MissingArchive {
  key: string
  problem: ArchiveProblem | 'deleted'
  /** as people know them */
  versions: string[]
}

export interface Contents {
  /** by table */
  rows: Record<string, number>
  archives: number
  missing: MissingArchive[]
}

export function createManifest(facts: Omit<Manifest, 'kind' | 'format'>): Manifest {
  return { kind: KIND, format: FORMAT, ...facts }
}

/**
 * @param file for people
 * @throws Malformed when it is no manifest; Conflict when a newer program made it
 */
export function parseManifest(text: string, file: string): Manifest {
  const manifest = parsed(text)
  if (manifest?.kind !== KIND || typeof manifest.format !== 'number') throw new Malformed(`${file} is not a backup of Terrace`)
  if (manifest.format > FORMAT) throw newer(file, manifest, `its format is ${manifest.format}, and this program knows ${FORMAT}`)
  const unknown = unknownMigrations(manifest.migrations)
  if (unknown.length > 0) throw newer(file, manifest, `its database has ${unknown.join(', ')}`)
  return manifest
}

function parsed(text: string): Manifest | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function newer(file: string, { program }: Manifest, reason: string): Conflict {
  return new Conflict(`${file} was made by a newer program (version ${program}): ${reason}. Restore it with that version or a later one.`)
}
