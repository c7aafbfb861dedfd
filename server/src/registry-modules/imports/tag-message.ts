// What a version keeps of the message of its annotated tag, which anybody who can push wrote.
import { shownText } from '../../platform/git/index.ts'

/** In UTF-16 code units. Messages of tags are shorter by far; a page of versions has to stay small. */
const MAX_LENGTH = 16_384

/** @returns null without a message */
export function keptTagMessage(message: string | undefined): string | null {
  return shownText(message ?? '', MAX_LENGTH) || null
}
