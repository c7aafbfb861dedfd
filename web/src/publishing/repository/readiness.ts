// Whether a repository can be published, in words.
import type { Candidate } from '../../api/publishing.ts'
import type { Meaning } from '../../components/chip.tsx'

export function stateOfCandidate({ ready, reasons }: Pick<Candidate, 'ready' | 'reasons'>): { label: string; meaning: Meaning } {
  if (ready) return { label: 'Ready', meaning: 'ok' }
  const blocking = new Set(reasons.filter(({ blocks }) => blocks).map(({ code }) => code))
  if (blocking.has('published')) return { label: 'Published', meaning: 'info' }
  if (blocking.has('tags-unreadable')) return { label: 'No access', meaning: 'danger' }
  return blocking.size === 1 && blocking.has('tags-unknown')
    ? { label: 'Checking', meaning: 'info' }
    : { label: 'Needs work', meaning: 'warn' }
}

/** The API's reasons have no capital letter and no full stop. */
export function asSentence(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
