const FIRST_MS = 2000
const MAX_MS = 600_000
const JITTER = 0.2

/**
 * The delay after a failed attempt: 2 s, 4 s, 8 s … at most 10 minutes, plus jitter of up to a fifth, so that jobs that failed
 * together do not retry together.
 * @param attempt the failed attempt, from 1
 * @param random the jitter, from 0 to 1
 * @returns milliseconds
 */
export function backoffMs(attempt: number, random: number): number {
  const delay = Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS)
  return Math.round(delay * (1 + JITTER * random))
}
