// Reads a request to change the settings of a module. Pure; the git host is contacted later.
import { Invalid, type OAuthTokenId, type Problem } from '../../kernel/index.ts'
import { given, isRefName, readDirectory, readTagPrefix } from '../publishing/publication.ts'
import { DEFAULT_TEST_SETTINGS, readTestConfig, storedTestConfig, type TestConfigRequest, testConfigOf } from '../publishing/test-config.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { sourceDirectoryOf, tagPrefixOf } from '../registry-module/repository-paths.ts'

/** Members of `vcs-repo`. Absent ones stay as they are; an empty string clears `source-directory` and `tag-prefix`. */
export interface RepositoryChangeRequest {
  identifier?: string | undefined
  displayIdentifier?: string | undefined
  oauthTokenId?: string | undefined
  githubAppInstallationId?: string | undefined
  branch?: string | undefined
  tags?: boolean | undefined
  sourceDirectory?: string | undefined
  tagPrefix?: string | undefined
  ingressSubmodules?: boolean | undefined
}

export interface SettingsRequest {
  repository?: RepositoryChangeRequest | undefined
  testConfig?: TestConfigRequest | undefined
}

/** A repository, by its connection and its name at the host. */
export interface RepositoryName {
  identifier: string
  oauthTokenId: OAuthTokenId
}

type Settings = Pick<
  RegistryModule,
  'publishingMechanism' | 'branch' | 'tagPrefix' | 'sourceDirectory' | 'displayIdentifier' | 'ingressSubmodules' | 'testConfig'
>

export interface SettingsChange {
  settings: Settings
  /** the new repository; absent when it stays the same */
  repository?: RepositoryName
  /** whether decisions on tags have to be made again */
  reconsider: boolean
}

/** What is known when the request is read. */
export interface ChangeContext {
  /** the current repository; undefined when there is none, or its connection was deleted */
  current: RepositoryName | undefined
  /** of the requested GitHub App installation; undefined when none was requested, or it does not exist */
  installationTokenId: OAuthTokenId | undefined
  /** of the requested agent pool; undefined when it does not exist */
  poolName: string | undefined
}

const VCS_REPO = '/data/attributes/vcs-repo'

/** @throws Invalid with every problem found */
export function readSettingsChange(module: RegistryModule, request: SettingsRequest, context: ChangeContext): SettingsChange {
  const problems: Problem[] = []
  refuseWithoutRepository(module, request, problems)
  const repo = request.repository ?? {}
  const source = readSource(module, repo, problems)
  const repository = readRepository(module, repo, context, problems)
  const config = testConfigOf(module)
  const tests = readTestConfig(
    config ?? DEFAULT_TEST_SETTINGS,
    isLeftOver(module, request) ? {} : (request.testConfig ?? {}),
    { mechanism: source.publishingMechanism, poolName: context.poolName },
    problems,
  )
  if (problems.length > 0) throw new Invalid(problems)
  const display = given(repo.displayIdentifier) ?? repository?.identifier
  const settings: Settings = {
    ...source,
    displayIdentifier: display ?? module.displayIdentifier,
    ingressSubmodules: repo.ingressSubmodules ?? module.ingressSubmodules,
    testConfig: storedTestConfig(source.publishingMechanism, tests, config?.id),
  }
  return { settings, ...(repository === undefined ? {} : { repository }), reconsider: moved(module, settings) || repository !== undefined }
}

/** Another spelling of the same place is no move. */
function moved(before: Source, after: Source): boolean {
  const samePlace = sourceDirectoryOf(before) === sourceDirectoryOf(after) && tagPrefixOf(before) === tagPrefixOf(after)
  return !samePlace || before.publishingMechanism !== after.publishingMechanism || before.branch !== after.branch
}

/**
 * The official provider goes back to tags in one request, and sends the settings of tests in a second one: they are for the
 * branch that the module followed before.
 */
function isLeftOver({ publishingMechanism }: RegistryModule, { repository = {} }: SettingsRequest): boolean {
  return publishingMechanism === 'git_tag' && Object.values(repository).every((value) => value === undefined)
}

function refuseWithoutRepository(module: RegistryModule, { repository }: SettingsRequest, problems: Problem[]): void {
  if (module.publishingMechanism !== 'non_vcs' || repository === undefined) return
  const wanted = Object.values(repository).some((value) => value !== undefined && value !== '' && value !== false)
  if (wanted) problems.push({ detail: 'Vcs repo cannot be set: this module has no VCS repository', pointer: VCS_REPO })
}

type Source = Pick<Settings, 'publishingMechanism' | 'branch' | 'tagPrefix' | 'sourceDirectory'>

/**
 * `tags: false` without a branch changes nothing: the official provider sends it when neither is configured. It also sends
 * what it knows beside what is new, so of a branch and tags together the new one counts.
 */
function readSource(module: RegistryModule, repo: RepositoryChangeRequest, problems: Problem[]): Source {
  const byTags = module.publishingMechanism === 'git_tag'
  const known = !byTags && repo.tags === true && repo.branch === module.branch
  const branch = known ? null : given(repo.branch)
  if (branch !== null && repo.tags === true && !byTags) {
    problems.push({ detail: 'Branch and tags cannot be used together: leave one out', pointer: `${VCS_REPO}/branch` })
  }
  if (branch !== null && !isRefName(branch)) {
    problems.push({ detail: `Branch ${branch} is not a valid branch name`, pointer: `${VCS_REPO}/branch` })
  }
  const paths = {
    tagPrefix: repo.tagPrefix === undefined ? module.tagPrefix : readTagPrefix(repo.tagPrefix, problems),
    sourceDirectory: repo.sourceDirectory === undefined ? module.sourceDirectory : readDirectory(repo.sourceDirectory, problems),
  }
  if (module.publishingMechanism === 'non_vcs') return { publishingMechanism: 'non_vcs', branch: null, ...paths }
  if (branch !== null) return { publishingMechanism: 'branch', branch, ...paths }
  if (repo.tags === true) return { publishingMechanism: 'git_tag', branch: null, ...paths }
  return { publishingMechanism: module.publishingMechanism, branch: module.branch, ...paths }
}

/** @returns the new repository; undefined when it stays the same */
function readRepository(
  module: RegistryModule,
  repo: RepositoryChangeRequest,
  { current, installationTokenId }: ChangeContext,
  problems: Problem[],
): RepositoryName | undefined {
  const installation = given(repo.githubAppInstallationId)
  if (installation !== null && given(repo.oauthTokenId) !== null) {
    const detail = 'Oauth token and GitHub App installation cannot be used together: leave one out'
    problems.push({ detail, pointer: `${VCS_REPO}/oauth-token-id` })
  } else if (installation !== null && installationTokenId === undefined) {
    const detail = `GitHub App installation ${repo.githubAppInstallationId} does not exist`
    problems.push({ detail, pointer: `${VCS_REPO}/github-app-installation-id` })
  }
  if (given(repo.identifier) === null && given(repo.oauthTokenId) === null && installation === null) return undefined
  const identifier = given(repo.identifier) ?? current?.identifier ?? module.displayIdentifier
  const oauthTokenId = (given(repo.oauthTokenId) ?? installationTokenId ?? current?.oauthTokenId) as OAuthTokenId | undefined
  if (identifier === null) problems.push({ detail: "Identifier can't be blank", pointer: `${VCS_REPO}/identifier` })
  if (oauthTokenId === undefined) {
    problems.push({ detail: "Oauth token can't be blank: the connection of the module was deleted", pointer: `${VCS_REPO}/oauth-token-id` })
  }
  if (identifier === null || oauthTokenId === undefined) return undefined
  const same = identifier === current?.identifier && oauthTokenId === current.oauthTokenId
  return same ? undefined : { identifier, oauthTokenId }
}
