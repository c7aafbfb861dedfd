// Parses a git tag object.
import { decoderOf, HEADER_END } from './commit-object.ts'

/** At the start of a line, after the message. */
const SIGNATURE = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SSH SIGNATURE|SIGNED MESSAGE)-----$/m

/** @returns the message without a signature and without the final newline; empty when there is none */
export function parseTagMessage(content: Buffer): string {
  const headerEnd = content.indexOf(HEADER_END)
  if (headerEnd === -1) return ''
  const message = decoderOf(content.subarray(0, headerEnd)).decode(content.subarray(headerEnd + HEADER_END.length))
  const signature = SIGNATURE.exec(message)
  return message.slice(0, signature?.index).trimEnd()
}
