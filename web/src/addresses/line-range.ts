/** Lines of a file, as addresses name them: `#L10` or `#L10-L20`. */
export interface LineRange {
  first: number
  last: number
}

/** @returns undefined when it names no lines */
export function parseLines(hash: string): LineRange | undefined {
  const [, one, other] = /^L(\d{1,7})(?:-L?(\d{1,7}))?$/i.exec(hash) ?? []
  return one === undefined ? undefined : rangeOf(Number(one), Number(other ?? one))
}

export function rangeOf(one: number, other: number): LineRange {
  return { first: Math.min(one, other), last: Math.max(one, other) }
}

export function formatLines({ first, last }: LineRange): string {
  return first === last ? `L${first}` : `L${first}-L${last}`
}
