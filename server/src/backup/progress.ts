/** Takes a line about what happens now. */
export type Say = (line: string) => void

/** @param what is counted @returns a function that is told how much is done, and says every tenth of the whole */
export function tenths(say: Say, what: string, total: number): (done: number) => void {
  let said = 0
  return (done) => {
    const percent = total === 0 ? 100 : Math.floor((10 * done) / total) * 10
    if (percent <= said) return
    said = percent
    say(`${what}: ${percent} %`)
  }
}
