/**
 * Finds what is wrong with a segment of a path. Such names do no harm here, because nothing is written under them, but they
 * may harm the machine that unpacks the archive.
 * @param name decoded text; bytes that were not UTF-8 must have become U+FFFD
 */
export function nameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return `the name ${JSON.stringify(name)} is not allowed`
  if (name.includes('\uFFFD') || !name.isWellFormed()) return 'the name is not valid UTF-8'
  // oxlint-disable-next-line no-control-regex -- the pattern looks for control characters
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'the name contains a control character'
  if (/[\\/]/.test(name)) return 'the name contains a slash or backslash'
  return undefined
}

/** Where someone has worked with Terraform, OpenTofu or git, these remain. They are no part of a module, and may hold secrets. */
const LEFT_OUT: readonly (readonly [name: RegExp, what: string])[] = [
  // Many file systems ignore case where the archive is unpacked.
  [/^\.git$/i, 'belongs to git'],
  [/^\.terraform$/, 'is the working directory of Terraform'],
  [/^terraform\.tfstate|^\.terraform\.tfstate\.lock\.info$/, 'is state, which may hold secrets'],
  [/^crash\.(?:.+\.)?log$/, 'is the log of a crash, which may hold secrets'],
  [
    /^(?:\.terraformrc|terraform\.rc|\.tofurc|tofu\.rc|credentials\.tfrc\.json)$/,
    'is configuration of the command line, which may hold tokens',
  ],
]

/** @returns why files and directories of this name are left out of archives, as the end of a sentence; undefined when they are not */
export function leftOutBecause(name: string): string | undefined {
  return LEFT_OUT.find(([pattern]) => pattern.test(name))?.[1]
}
