// The program of the sandbox process: prepares one package after another, on request. It touches the untrusted files of
// modules, so it may be killed at any moment and keeps nothing.
import { type PrepareRequest, type SandboxReply } from './messages.ts'
import { createPackagePreparation } from './package-preparation.ts'

/** Buffers live outside the heap that --max-old-space-size limits. */
const MOST_MEMORY = 1024 * 1024 * 1024
const MEMORY_CHECK = 250

const preparation = createPackagePreparation()

process.on('message', (request: PrepareRequest) => {
  preparation.prepare(request).then(
    (outcome) => reply({ kind: 'outcome', outcome }),
    (error: unknown) => reply({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
  )
})
// The server is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0))
setInterval(() => process.memoryUsage.rss() > MOST_MEMORY && process.exit(1), MEMORY_CHECK).unref()

function reply(message: SandboxReply): void {
  process.send?.(message)
}
