// How busy the connections of this process are, for operators who watch metrics.
import type { Dialect } from 'kysely'

/** On SQLite, of the one connection that writes. */
export interface DatabaseLoad {
  inUse: number
  idle: number
  /** callers that wait for one */
  waiting: number
  max: number
}

export interface LoadedDialect {
  dialect: Dialect
  load(): DatabaseLoad
}

/** Measured only while somebody listens. */
export interface ConnectionWaits {
  onWait: ((seconds: number) => void) | undefined
}

/** @param acquire waits for a connection */
export async function measuringWait<Acquired>({ onWait }: ConnectionWaits, acquire: () => Promise<Acquired>): Promise<Acquired> {
  if (onWait === undefined) return await acquire()
  const began = performance.now()
  try {
    return await acquire()
  } finally {
    onWait((performance.now() - began) / 1000)
  }
}
