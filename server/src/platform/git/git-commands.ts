// Runs git commands. A command for a remote gets a private directory, access to that remote, limits, and explained failures.
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Network, UrlOverride } from '../network/index.ts'
import { explainFailure } from './explain-failure.ts'
import { largestFile } from './process/directory-size.ts'
import { gitEnvironment, type HostEnvironment, presetCertificates } from './process/git-environment.ts'
import { GitFailure } from './process/git-failure.ts'
import type { GitLimits } from './process/git-limits.ts'
import { type ProcessOutcome, runProcess } from './process/run-process.ts'
import type { GitRemote } from './remote/git-remote.ts'
import { openRemoteAccess } from './remote/remote-access.ts'
import { type RemoteTarget, remoteTarget } from './remote/remote-target.ts'

const SCRATCH_PREFIX = 'git-'

export interface CommandSetting extends Network {
  scratchDirectory: string
  allowFile: boolean
  urlOverrides: readonly UrlOverride[]
  limits: GitLimits
  hostEnvironment: HostEnvironment
  /** aborts every command */
  signal: AbortSignal
}

export interface RemoteCommand {
  /** the arguments; `url` is the one to call */
  args(url: string): readonly string[]
  input?: string
  timeoutMs: number
  stdoutBytes?: number
  /** the bare repository that is written to; its size is limited */
  repository?: string
}

/** What git answered, successful or not. Failures of other kinds are thrown. */
export interface CommandResult {
  ok: boolean
  stdout: Buffer
  stderr: string
  knownHosts: string | undefined
  /** explains a result that is not ok */
  failure(): GitFailure
}

const SMALL_OUTPUT_BYTES = 1024 * 1024

/** @throws GitFailure when the address policy refuses the remote, or the command exceeds a limit */
export async function runRemoteCommand(setting: CommandSetting, remote: GitRemote, command: RemoteCommand): Promise<CommandResult> {
  const target = remoteTarget(remote, setting)
  return withScratch(setting.scratchDirectory, async (directory) => {
    const { addresses, proxies, limits } = setting
    const remoteAccess = await openRemoteAccess(remote, target, { addresses, proxies, limits, directory })
    const environment = {
      ...gitEnvironment(setting.hostEnvironment, directory, remoteAccess.settings),
      ...remoteAccess.environment,
    }
    const { stdout, stderr, exitCode } = await runWithinLimits(setting, command, target, environment)
    return {
      ok: exitCode === 0,
      stdout,
      stderr,
      knownHosts: await remoteAccess.seenKnownHosts(),
      failure: () => explainFailure(stderr, remote, target, presetCertificates(setting.hostEnvironment)),
    }
  })
}

/** Runs git without a remote. @throws GitFailure when it fails */
export async function runLocalCommand(setting: CommandSetting, args: readonly string[], input?: string): Promise<Buffer> {
  const outcome = await runProcess({
    command: 'git',
    args,
    environment: gitEnvironment(setting.hostEnvironment, '/nonexistent'),
    timeoutMs: setting.limits.listTimeoutMs,
    stdoutBytes: setting.limits.refsBytes,
    signal: setting.signal,
    ...(input === undefined ? {} : { input }),
  }).catch(cannotStart)
  if (outcome.exitCode === 0) return outcome.stdout
  throw new GitFailure('protocol', `git ${args.find((arg) => !arg.startsWith('-')) ?? ''} failed: ${outcome.stderr.trim()}`, {
    retryable: true,
  })
}

/** Gives `use` an empty private directory and always removes it afterwards. */
export async function withScratch<T>(scratchDirectory: string, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await makeScratch(scratchDirectory)
  try {
    return await use(directory)
  } finally {
    await removeScratch(directory)
  }
}

export async function makeScratch(scratchDirectory: string): Promise<string> {
  await mkdir(scratchDirectory, { recursive: true, mode: 0o700 })
  return mkdtemp(join(scratchDirectory, SCRATCH_PREFIX))
}

export async function removeScratch(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 })
}

async function runWithinLimits(
  setting: CommandSetting,
  command: RemoteCommand,
  target: RemoteTarget,
  environment: Record<string, string>,
): Promise<ProcessOutcome> {
  const { packBytes } = setting.limits
  const args = command.args(target.url)
  const limiter = command.repository === undefined ? undefined : await findLimiter(setting.hostEnvironment)
  const outcome = await runProcess({
    ...(limiter === undefined
      ? { command: 'git', args }
      : { command: limiter, args: [`--fsize=${packBytes}`, '--core=0', 'git', ...args] }),
    environment,
    timeoutMs: command.timeoutMs,
    stdoutBytes: command.stdoutBytes ?? SMALL_OUTPUT_BYTES,
    signal: setting.signal,
    ...(command.input === undefined ? {} : { input: command.input }),
    ...(command.repository === undefined ? {} : { watch: { directory: command.repository, bytes: packBytes * 2 } }),
    ...(command.repository !== undefined && limiter === undefined ? { watch: { directory: command.repository, bytes: packBytes } } : {}),
  }).catch(cannotStart)
  await checkLimits(setting, command, outcome)
  return outcome
}

async function checkLimits(setting: CommandSetting, command: RemoteCommand, outcome: ProcessOutcome): Promise<void> {
  switch (outcome.end) {
    case 'timeout':
      throw new GitFailure('timeout', `the remote did not finish within ${command.timeoutMs / 1000} seconds, the limit for this operation`)
    case 'too_much_output':
      throw new GitFailure(
        'too_large',
        `the repository's references exceed ${megabytes(setting.limits.refsBytes)}, the limit for a listing`,
      )
    case 'aborted':
      throw new GitFailure('timeout', 'the server is shutting down', { retryable: true })
    case 'directory_too_large':
      throw packTooLarge(setting)
    case 'exited': {
      if (command.repository === undefined) return
      const largest = await largestFile(command.repository)
      // The kernel signals one of git's helpers when a write reaches the limit. Git reports this in several ways.
      const stopped = outcome.exitCode !== 0 && (largest >= setting.limits.packBytes || /signal 25|File too large/.test(outcome.stderr))
      if (stopped || largest > setting.limits.packBytes) throw packTooLarge(setting)
    }
  }
}

function packTooLarge(setting: CommandSetting): GitFailure {
  return new GitFailure('too_large', `the repository's content exceeds ${megabytes(setting.limits.packBytes)}, the limit for one fetch`)
}

function megabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`
}

/** util-linux's prlimit, where available, stops an oversized file exactly at the limit. */
async function findLimiter(environment: HostEnvironment): Promise<string | undefined> {
  for (const directory of (environment.PATH ?? '').split(delimiter).filter((entry) => entry.startsWith('/'))) {
    const candidate = join(directory, 'prlimit')
    const found = await access(candidate).then(
      () => true,
      () => false,
    )
    if (found) return candidate
  }
  return undefined
}

function cannotStart(error: unknown): never {
  throw new GitFailure(
    'protocol',
    `git cannot be started (${error instanceof Error ? error.message : String(error)}); check that it is installed`,
    {
      retryable: true,
      cause: error,
    },
  )
}
