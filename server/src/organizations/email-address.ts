import type { Problem } from '../kernel/index.ts'

const MAX_LENGTH = 254
const SHAPE = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/

/** Only the shape is checked: whether mail arrives there is not for a registry to find out. */
export function emailProblems(email: string, pointer = '/data/attributes/email'): Problem[] {
  if (email.trim() === '') return [{ detail: "Email can't be blank", pointer }]
  if (email.length > MAX_LENGTH || !SHAPE.test(email)) return [{ detail: 'Email is not a valid email address', pointer }]
  return []
}
