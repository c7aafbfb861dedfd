// The program of the sandbox process, which prepares packages one at a time on request. It reads untrusted files, so it may
// be killed at any moment and keeps no state.
import { endWithParent } from '../../platform/processes/index.ts'
import type { InspectRequest, PrepareRequest, SandboxReply } from './messages.ts'
import { createPackagePreparation } from './package-preparation.ts'

const preparation = createPackagePreparation()

process.on('message', (request: PrepareRequest | InspectRequest) => {
  preparation.prepare(request).then(
    (outcome) => reply({ kind: 'outcome', outcome }),
    (error: unknown) => reply({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
  )
})
// The server is gone, and nothing waits for an answer.
process.on('disconnect', () => process.exit(0))
endWithParent()

function reply(message: SandboxReply): void {
  process.send?.(message)
}
