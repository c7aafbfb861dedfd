const DIGITS = 7

/** As git abbreviates it. */
export function shortCommit(sha: string): string {
  return sha.slice(0, DIGITS)
}
