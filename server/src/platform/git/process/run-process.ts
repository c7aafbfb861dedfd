// Runs one program within limits on time, output and bytes written. At a limit it kills the whole process group.
import { type ChildProcess, spawn } from 'node:child_process'
import { lowerPriority } from '../../processes/index.ts'
import { directorySize } from './directory-size.ts'

export interface ProcessRequest {
  command: string
  args: readonly string[]
  environment: Record<string, string>
  /** written to standard input, which is then closed */
  input?: string
  timeoutMs: number
  stdoutBytes: number
  /** kills the process when the directory's total size exceeds this */
  watch?: { directory: string; bytes: number }
  signal?: AbortSignal
}

/** Why the process ended: by itself, or killed for one of these reasons. */
export type ProcessEnd = 'exited' | 'timeout' | 'too_much_output' | 'directory_too_large' | 'aborted'

export interface ProcessOutcome {
  end: ProcessEnd
  exitCode: number | null
  stdout: Buffer
  /** the last 64 KiB */
  stderr: string
}

const STDERR_BYTES = 64 * 1024
const WATCH_INTERVAL_MS = 250

/** @throws Error when the program cannot be started at all */
export async function runProcess(request: ProcessRequest): Promise<ProcessOutcome> {
  // A process group of its own, so that killing it also kills helpers (git-remote-https, ssh, index-pack).
  const child = spawn(request.command, request.args, { env: request.environment, stdio: 'pipe', detached: true, cwd: '/' })
  lowerPriority(child.pid)
  let end: ProcessEnd = 'exited'
  const kill = (why: ProcessEnd) => {
    if (end === 'exited') end = why
    killGroup(child)
  }
  const release = armLimits(request, kill)
  const stdout = collect(child.stdout, request.stdoutBytes, () => kill('too_much_output'))
  const stderr = collectTail(child.stderr, STDERR_BYTES)
  // The process may end without reading its input.
  child.stdin.on('error', () => undefined)
  child.stdin.end(request.input ?? '')
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    return { end, exitCode, stdout: stdout(), stderr: stderr() }
  } finally {
    release()
  }
}

function armLimits(request: ProcessRequest, kill: (why: ProcessEnd) => void): () => void {
  const { signal, watch } = request
  const abort = () => kill('aborted')
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort)
  const timer = setTimeout(() => kill('timeout'), request.timeoutMs)
  const watcher = watch === undefined ? undefined : setInterval(() => void checkSize(watch, kill), WATCH_INTERVAL_MS)
  return () => {
    clearTimeout(timer)
    clearInterval(watcher)
    signal?.removeEventListener('abort', abort)
  }
}

async function checkSize(watch: { directory: string; bytes: number }, kill: (why: ProcessEnd) => void): Promise<void> {
  if ((await directorySize(watch.directory)) > watch.bytes) kill('directory_too_large')
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

function collect(stream: NodeJS.ReadableStream, limit: number, onLimit: () => void): () => Buffer {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > limit) onLimit()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks)
}

function collectTail(stream: NodeJS.ReadableStream, limit: number): () => string {
  let tail = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-limit)
  })
  return () => tail.toString('utf8')
}
