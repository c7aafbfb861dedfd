// Parts of words by which a misspelled word finds the right one.

const SHORT = 6

/**
 * Three letters each, with the ends marked. Of short words, in which one wrong letter spoils most of these, also what remains without
 * any one letter: two words that differ in one letter, or in the order of two, share one of those.
 */
export function gramsOf(word: string): string[] {
  const letters = Array.from(word)
  const marked = ['^', ...letters, '$']
  const grams = new Set<string>()
  for (let start = 0; start + 3 <= marked.length; start++) grams.add(marked.slice(start, start + 3).join(''))
  if (letters.length <= SHORT && letters.length > 1) {
    grams.add(`-${word}`)
    for (let without = 0; without < letters.length; without++) grams.add(`-${letters.toSpliced(without, 1).join('')}`)
  }
  return [...grams]
}

/** How many letters are wrong, missing, superfluous or exchanged with their neighbour. @returns Infinity for more than `max` */
export function distance(one: string, other: string, max: number): number {
  const [a, b] = [Array.from(one), Array.from(other)]
  if (Math.abs(a.length - b.length) > max) return Infinity
  let [before, last]: [number[], number[]] = [[], b.map((_, index) => index).concat(b.length)]
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (exchanged) cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    ;[before, last] = [last, current]
  }
  const result = last[b.length] ?? Infinity
  return result <= max ? result : Infinity
}
