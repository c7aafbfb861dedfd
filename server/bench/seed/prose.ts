// Text that compresses as text of people does, the same in every run.
import { createHash } from 'node:crypto'

/** The same key gives the same text. */
export interface Prose {
  sentence(key: string): string
  paragraph(key: string): string
  paragraphs(key: string, count: number): string
}

const WORDS = 900
const SYLLABLES =
  'ad ar ba ce con da de el en er fi ga in ka la lo ma me mo na ne no on or pe pro ra re ri sa se so ta te ti to un ve vi wa'.split(' ')

export function createProse(): Prose {
  const words = Array.from({ length: WORDS }, (_, index) => wordOf(createHash('md5').update(`word ${index}`).digest()))
  const sentence = (key: string) => {
    const bytes = createHash('sha512').update(key).digest()
    const length = 8 + ((bytes[0] ?? 0) % 16)
    const chosen = Array.from({ length }, (_, index) => words[frequent(bytes.readUInt16LE(2 + index * 2))])
    return `${chosen.join(' ')}.`
  }
  const paragraph = (key: string) => Array.from({ length: 4 }, (_, index) => sentence(`${key}/${index}`)).join(' ')
  return {
    sentence,
    paragraph,
    paragraphs: (key, count) => Array.from({ length: count }, (_, index) => paragraph(`${key}/${index}`)).join('\n\n'),
  }
}

/** Few words are frequent, and most are rare. */
function frequent(random: number): number {
  return Math.floor((random / 65_536) ** 3 * WORDS)
}

function wordOf(bytes: Buffer): string {
  return Array.from({ length: 1 + ((bytes[0] ?? 0) % 4) }, (_, index) => SYLLABLES[(bytes[index + 1] ?? 0) % SYLLABLES.length]).join('')
}
