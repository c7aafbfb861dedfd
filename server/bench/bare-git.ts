// The baseline of everything that reads a git host: git itself, with nothing around it. It runs with the priority that the server
// gives it, so that the ratio does not measure other programs.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lowerPriority } from '../src/platform/processes/index.ts'

const run = promisify(execFile)
const MAX_MS = 60_000

export interface BareRemote {
  url: string
  /** sent with the first request; git would wait to be refused */
  authorization: string
}

export async function listReferences(remote: BareRemote): Promise<void> {
  await git(remote, ['ls-remote', '--quiet', '--symref', '--', remote.url])
}

/** The references, and then one tag without its history. @returns milliseconds */
export async function timeOfFetching(remote: BareRemote, tag: string, scratch: string): Promise<number> {
  const directory = await mkdtemp(join(scratch, 'bare-'))
  try {
    const began = performance.now()
    await listReferences(remote)
    await git(remote, ['init', '--quiet', '--bare', '--template=', directory])
    await git(remote, [`--git-dir=${directory}`, 'fetch', '--quiet', '--depth=1', '--no-tags', '--', remote.url, `refs/tags/${tag}`])
    return performance.now() - began
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function git({ authorization }: BareRemote, args: readonly string[]): Promise<void> {
  const running = run('git', args, {
    timeout: MAX_MS,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
    },
  })
  lowerPriority(running.child.pid)
  await running
}
