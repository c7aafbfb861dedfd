// Which git is good enough. 2.37 is the first whose http.curloptResolve pins addresses; 2.36 brought `cat-file --batch-command`.
import { GitFailure } from './process/git-failure.ts'

export const MINIMUM_GIT_VERSION = '2.37'

/** @param output what `git version` prints @returns such as `2.39.5` */
export function versionIn(output: Buffer): string {
  const found = /git version (\d+\.\d+(\.\d+)*)/.exec(output.toString('utf8'))?.[1]
  if (found === undefined) throw new GitFailure('protocol', 'the program called git does not answer like git')
  return found
}

/** @returns the version @throws GitFailure `refused` when it is too old */
export function checkGitVersion(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = MINIMUM_GIT_VERSION.split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return version
  throw new GitFailure('refused', `git ${version} is too old: ${MINIMUM_GIT_VERSION} or later is needed`, { retryable: true })
}
