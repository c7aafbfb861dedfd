// What the fragment of an address says: where the page scrolls to, and what the reader has chosen. `#input-tags&with=tags,zones`
import { useLocation, useNavigate } from '@tanstack/react-router'

const FACTS = ['with', 'constraint', 'terraform'] as const
export type Fact = (typeof FACTS)[number]

interface Fragment {
  /** empty when the page stays at its top */
  anchor: string
  facts: Partial<Record<Fact, string>>
}

function read(hash: string | undefined): Fragment {
  const parts = (hash ?? '').split('&')
  const facts: Fragment['facts'] = {}
  for (const name of FACTS) {
    const part = parts.find((each) => each.startsWith(`${name}=`))
    if (part !== undefined) facts[name] = decoded(part.slice(name.length + 1))
  }
  return { anchor: parts.find((part) => !part.includes('=')) ?? '', facts }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function write({ anchor, facts }: Fragment): string {
  const named = FACTS.filter((name) => (facts[name] ?? '') !== '').map(
    (name) => `${name}=${encodeURIComponent(facts[name] ?? '').replaceAll('%2C', ',')}`,
  )
  return [anchor, ...named].filter(Boolean).join('&')
}

export function anchorOf(hash: string): string {
  return read(hash).anchor
}

/** For links to an input or output of the same page. */
export function anchored(anchor: string): (hash?: string) => string {
  return (hash) => write({ ...read(hash), anchor })
}

/** For links to another tab or version: what was chosen goes along. */
export const keepFacts = anchored('')

/** What the reader has chosen. Choosing replaces the address, so that Back leaves the page. */
export function useFact(name: Fact): [string, (value: string) => void] {
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  const set = (value: string) =>
    void navigate({
      to: '.',
      search: (before: object) => before,
      hash: (before) => {
        const { anchor, facts } = read(before)
        return write({ anchor, facts: { ...facts, [name]: value } })
      },
      replace: true,
      resetScroll: false,
      hashScrollIntoView: false,
    })
  return [read(hash).facts[name] ?? '', set]
}
