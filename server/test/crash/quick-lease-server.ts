// The server with short leases, so that a test can wait for a takeover. It reads settings from the environment, as `serve` does.
// With the argument `worker`, it is a worker.
import { createApp } from '../../src/app/create-app.ts'
import { openInstallation } from '../../src/app/installation.ts'

const installation = await openInstallation(process.env)
const app = await createApp(installation, { serving: process.argv[2] !== 'worker', tuning: { leaseMs: 2000 } })
await app.http.listen(installation.config.listen)
await app.start()
