import type { HttpResponse } from './http-message.ts'

const BUSY = new Set([429, 502, 503, 504])
/** Longer waits are for the caller to decide. */
const MAX_WAIT_MS = 5000
const BASE_MS = 300

/** @returns milliseconds to wait before a retry; undefined when the response is final */
export function retryDelay({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>, attempt: number): number | undefined {
  if (!BUSY.has(status)) return undefined
  const asked = headers['retry-after']
  const wait = asked === undefined ? BASE_MS * 2 ** attempt * (0.75 + Math.random() / 2) : Number(asked) * 1000
  return wait >= 0 && wait <= MAX_WAIT_MS ? wait : undefined
}
