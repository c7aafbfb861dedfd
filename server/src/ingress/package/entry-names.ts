/**
 * What is wrong with one segment of a path. Such names are harmless to us, since nothing is ever written under them here,
 * but not to whoever unpacks the archive later.
 * @param name decoded text; bytes that were not UTF-8 must have become U+FFFD
 */
export function nameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return `the name ${JSON.stringify(name)} is not allowed`
  if (isGitDirectory(name)) return 'the name .git is not allowed'
  if (name.includes('\uFFFD') || !name.isWellFormed()) return 'the name is not valid UTF-8'
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'the name contains a control character'
  if (/[\\/]/.test(name)) return 'the name contains a slash or backslash'
  return undefined
}

/** Case does not count: on many machines it does not when the archive is unpacked. */
export function isGitDirectory(name: string): boolean {
  return name.toLowerCase() === '.git'
}
