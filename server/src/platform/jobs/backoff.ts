const FIRST_MS = 2000
const MAX_MS = 600_000
const JITTER = 0.2

/**
 * How long to wait after a failed attempt: 2 s, 4 s, 8 s … at most 10 minutes, and up to a fifth more,
 * so that jobs that failed together do not all come back together.
 * @param attempt the one that failed, from 1
 * @param random from 0 to 1
 * @returns milliseconds
 */
export function backoffMs(attempt: number, random: number): number {
  const delay = Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS)
  return Math.round(delay * (1 + JITTER * random))
}
