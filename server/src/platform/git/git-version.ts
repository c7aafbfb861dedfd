// The minimum version of git. 2.36 added `cat-file --batch-command`, 2.37 added `http.curloptResolve`, which pins addresses.
import { GitFailure } from './process/git-failure.ts'

export const MINIMUM_GIT_VERSION = '2.37'

/** @param output what `git version` prints @returns such as `2.39.5` */
export function versionIn(output: Buffer): string {
  const found = /git version (\d+\.\d+(\.\d+)*)/.exec(output.toString('utf8'))?.[1]
  if (found === undefined) throw new GitFailure('protocol', 'the program named git did not print a version of git')
  return found
}

/** @returns the version @throws GitFailure `refused` when it is too old */
export function checkGitVersion(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = MINIMUM_GIT_VERSION.split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return version
  throw new GitFailure('refused', `git ${version} is too old: install ${MINIMUM_GIT_VERSION} or later`, { retryable: true })
}
