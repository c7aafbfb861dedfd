/**
 * Finds what is wrong with a segment of a path. Such names do no harm here, because nothing is written under them, but they
 * may harm the machine that unpacks the archive.
 * @param name decoded text; bytes that were not UTF-8 must have become U+FFFD
 */
export function nameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return `the name ${JSON.stringify(name)} is not allowed`
  if (isGitDirectory(name)) return 'the name .git is not allowed'
  if (name.includes('\uFFFD') || !name.isWellFormed()) return 'the name is not valid UTF-8'
  // oxlint-disable-next-line no-control-regex -- the pattern looks for control characters
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'the name contains a control character'
  if (/[\\/]/.test(name)) return 'the name contains a slash or backslash'
  return undefined
}

/** Ignores case, as many file systems do where the archive is unpacked. */
export function isGitDirectory(name: string): boolean {
  return name.toLowerCase() === '.git'
}
