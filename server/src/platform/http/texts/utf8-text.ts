import { isUtf8 } from 'node:buffer'
import { Malformed } from '../../../kernel/index.ts'

/** @throws Malformed for bytes that are not UTF-8, which decoding would replace */
export function utf8Text(body: string | Buffer): string {
  if (typeof body === 'string') return body
  if (!isUtf8(body)) throw new Malformed('The request body is not valid UTF-8')
  return body.toString('utf8')
}
