// The server with leases so short that a test can wait for another one to take over. Settings come from the environment, as for `serve`.
// The argument `worker` makes a worker of it.
import { createApp } from '../../src/app/create-app.ts'
import { openInstallation } from '../../src/app/installation.ts'

const installation = await openInstallation(process.env)
const app = await createApp(installation, { serving: process.argv[2] !== 'worker', tuning: { leaseMs: 2000 } })
await app.http.listen(installation.config.listen)
await app.start()
