// Reads a request to publish a repository: the module it becomes, and the source of its versions.
import { Invalid, type Problem } from '../../kernel/index.ts'
import { parseRepositoryName, versionProblem } from '../../terraform/index.ts'
import { addressProblems } from '../registry-module/address-problems.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { sourceDirectoryOf, tagPrefixOf } from '../registry-module/repository-paths.ts'
import { DEFAULT_TEST_SETTINGS, readTestConfig, type TestConfigRequest, type TestSettings } from './test-config.ts'

/** Empty strings count as absent: clients send them for unset members. */
export interface PublicationRequest {
  identifier?: string | undefined
  displayIdentifier?: string | undefined
  name?: string | undefined
  provider?: string | undefined
  branch?: string | undefined
  tags?: boolean | undefined
  initialVersion?: string | undefined
  sourceDirectory?: string | undefined
  tagPrefix?: string | undefined
  ingressSubmodules?: boolean | undefined
  noCode?: boolean | undefined
  testConfig?: TestConfigRequest | undefined
}

/** A request that passed every check that needs no git host. */
export interface Publication {
  identifier: string
  displayIdentifier: string
  name: string
  provider: string
  mechanism: Extract<RegistryModule['publishingMechanism'], 'git_tag' | 'branch'>
  branch: string | null
  initialVersion: string | null
  /** as it was sent, like the prefix; null for the repository's root */
  sourceDirectory: string | null
  tagPrefix: string | null
  ingressSubmodules: boolean
  noCode: boolean
  testConfig: TestSettings
}

const DEFAULT_INITIAL_VERSION = '0.0.0'
const VCS_REPO = '/data/attributes/vcs-repo'
const MAX_TEXT = 255

/**
 * @param poolName of the requested agent pool; undefined when it does not exist
 * @throws Invalid with every problem found
 */
export function readPublication(request: PublicationRequest, poolName?: string): Publication {
  const problems: Problem[] = []
  const identifier = given(request.identifier)
  if (identifier === null) problems.push({ detail: "Identifier can't be blank", pointer: `${VCS_REPO}/identifier` })
  const branch = given(request.branch)
  if (branch !== null && request.tags === true) {
    problems.push({ detail: 'Branch and tags cannot be used together: leave one out', pointer: `${VCS_REPO}/branch` })
  }
  if (branch !== null && !isRefName(branch))
    problems.push({ detail: `Branch ${branch} is not a valid branch name`, pointer: `${VCS_REPO}/branch` })
  const mechanism = branch === null ? 'git_tag' : 'branch'
  const publication: Publication = {
    identifier: identifier ?? '',
    displayIdentifier: given(request.displayIdentifier) ?? identifier ?? '',
    ...readAddress(request, identifier ?? '', problems),
    mechanism,
    branch,
    initialVersion: branch === null ? null : readInitialVersion(request.initialVersion, problems),
    sourceDirectory: readDirectory(request.sourceDirectory, problems),
    tagPrefix: readTagPrefix(request.tagPrefix, problems),
    ingressSubmodules: request.ingressSubmodules ?? true,
    noCode: request.noCode ?? false,
    testConfig: readTestConfig(DEFAULT_TEST_SETTINGS, request.testConfig ?? {}, { mechanism, poolName }, problems),
  }
  if (problems.length > 0) throw new Invalid(problems)
  return publication
}

/** @throws Invalid when the repository does not have the branch */
export function refuseMissingBranch(
  { branch, identifier }: Pick<Publication, 'branch' | 'identifier'>,
  { branches }: { branches: readonly { name: string }[] },
): void {
  if (branch === null || branches.some(({ name }) => name === branch)) return
  throw new Invalid(`Repository ${identifier} has no branch ${branch}`, `${VCS_REPO}/branch`)
}

/** Takes name and provider from the repository's name, `terraform-<PROVIDER>-<NAME>`, unless both are set. */
function readAddress(request: PublicationRequest, identifier: string, problems: Problem[]): { name: string; provider: string } {
  const parsed = parseRepositoryName(identifier)
  const name = given(request.name) ?? parsed?.name
  const provider = given(request.provider) ?? parsed?.provider
  if (name === undefined || provider === undefined) {
    const detail = `Repository ${identifier} is not named terraform-<PROVIDER>-<NAME>: set name and provider`
    // A missing identifier is reported on its own.
    if (identifier !== '') problems.push({ detail, pointer: name === undefined ? '/data/attributes/name' : '/data/attributes/provider' })
    return { name: '', provider: '' }
  }
  problems.push(...addressProblems({ name: name ?? '', provider: provider ?? '' }))
  return { name: name ?? '', provider: provider ?? '' }
}

function readInitialVersion(text: string | undefined, problems: Problem[]): string {
  const version = given(text) ?? DEFAULT_INITIAL_VERSION
  const problem = versionProblem(version)
  if (problem !== undefined) problems.push({ detail: `Initial version ${version} ${problem}`, pointer: '/data/attributes/initial-version' })
  return version
}

/** @returns the directory as it was sent; null when nothing was */
export function readDirectory(text: string | undefined, problems: Problem[]): string | null {
  const directory = given(text)
  if (directory === null) return null
  const path = sourceDirectoryOf({ sourceDirectory: directory })
  const wrong = path !== '' && path.split('/').some((segment) => ['', '.', '..'].includes(segment) || segment.toLowerCase() === '.git')
  if (wrong || hasControlCharacters(directory) || path.includes('\\') || directory.length > MAX_TEXT) {
    problems.push({
      detail: `Source directory ${JSON.stringify(directory)} is not a path inside the repository`,
      pointer: `${VCS_REPO}/source-directory`,
    })
  }
  return directory
}

/** @returns the prefix as it was sent; null when nothing was */
export function readTagPrefix(text: string | undefined, problems: Problem[]): string | null {
  const tagPrefix = given(text)
  if (tagPrefix === null) return null
  const prefix = tagPrefixOf({ tagPrefix }) ?? ''
  if (hasControlCharacters(tagPrefix) || /[\s~^:?*[\\]/.test(prefix) || tagPrefix.length > MAX_TEXT) {
    problems.push({ detail: `Tag prefix ${JSON.stringify(tagPrefix)} cannot start a tag name`, pointer: `${VCS_REPO}/tag-prefix` })
  }
  return tagPrefix
}

/** The rules of `git check-ref-format` that matter here: the name becomes part of a refspec. */
export function isRefName(name: string): boolean {
  if (name.length > MAX_TEXT || hasControlCharacters(name)) return false
  return !/^[-/.]|[\s~^:?*[\\]|\.\.|@\{|\/\/|\.lock(\/|$)|[/.]$/.test(name)
}

function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

/** @returns the text as it was sent; null for a blank one, which clients send for what they leave out */
export function given(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text
}
