// The server with leases so short that a test can wait for another one to take over. Settings come from the environment, as for `serve`.
import { createApp } from '../../src/app/create-app.ts'
import { openInstallation } from '../../src/app/installation.ts'

const installation = await openInstallation(process.env)
const app = await createApp(installation, { tuning: { leaseMs: 2000 } })
await app.http.listen(installation.config.listen)
await app.start()
