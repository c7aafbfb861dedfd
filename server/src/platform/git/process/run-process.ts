// Runs one program within limits on time, output and bytes written. At a limit it kills the whole process group.
import { startProgram } from '../../processes/index.ts'
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
  const program = await startProgram(request)
  let end: ProcessEnd = 'exited'
  const kill = (why: ProcessEnd) => {
    if (end === 'exited') end = why
    program.kill()
  }
  const release = armLimits(request, kill)
  const stdout = collect(program.stdout, request.stdoutBytes, () => kill('too_much_output'))
  const stderr = collectTail(program.stderr, STDERR_BYTES)
  // The process may end without reading its input.
  program.stdin.on('error', () => undefined)
  program.stdin.end(request.input ?? '')
  try {
    const exitCode = await program.ended
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
