// What tells one request from another, in headers and logs.
import { randomUUID } from 'node:crypto'

/** Of the UUID, the last three digits are counted. */
const COUNTED = 3
const ENDINGS = Array.from({ length: 16 ** COUNTED }, (_, number) => number.toString(16).padStart(COUNTED, '0'))

/** @returns a UUID that is new with each call. Many share one random beginning: making a random one takes longer than finding an answer. */
export function createRequestIds(): () => string {
  let beginning = ''
  let next = ENDINGS.length
  return () => {
    if (next === ENDINGS.length) {
      beginning = randomUUID().slice(0, -COUNTED)
      next = 0
    }
    return beginning + ENDINGS[next++]
  }
}
