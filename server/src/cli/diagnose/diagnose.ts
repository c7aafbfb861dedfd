import { getCACertificates } from 'node:tls'
import { readConfig, readEnvironment } from '../../app/config/index.ts'
import { diagnose as goThrough, type Step } from '../../diagnosis/index.ts'
import { createHttpClient } from '../../platform/http-client/index.ts'
import { createAddressPolicy, createOutgoingProxies } from '../../platform/network/index.ts'
import type { Command } from '../terminal/command.ts'
import { tokenFor } from './terraform-token.ts'

const MARKS: Record<Step['outcome'], string> = { ok: 'ok  ', warning: 'warn', failed: 'FAIL', skipped: 'skip' }
/** Archives are read whole. */
const MAX_BYTES = 512 * 1024 * 1024

export const diagnose: Command = {
  name: 'diagnose',
  purpose: 'Go through `terraform init` for a module, and say which step fails',
  usage: 'SOURCE [--version VERSION]',
  details: [
    'SOURCE      as in a `module` block, such as registry.example.com/acme/vpc/aws',
    '--version   an exact version; the newest when absent',
    '',
    'Needs no server and no settings: run it where the installation fails. The token is that of Terraform: TF_TOKEN_… in the',
    'environment, or what `terraform login` has stored. Exit code 1 when a step fails.',
  ],
  options: { version: { type: 'string' } },
  operands: ['SOURCE'],
  async run(values, { env, stdout }) {
    const source = String(values['SOURCE'])
    const { proxies } = readConfig(readEnvironment(Object.fromEntries(Object.entries(env).filter(([name]) => /_PROXY$/i.test(name)))))
    const network = { addresses: createAddressPolicy({ allowPrivate: true }), proxies: createOutgoingProxies(proxies) }
    const authorities = [...getCACertificates('default'), ...getCACertificates('system')].join('\n')
    const client = createHttpClient({ ...network, urlOverrides: [], authorities, maxBytes: MAX_BYTES })
    const steps = await goThrough(
      { source, version: typeof values['version'] === 'string' ? values['version'] : '', token: async (host) => await tokenFor(host, env) },
      { ownUrl: undefined, network, authorities, ask: async (request) => await client.request(request), now: () => Date.now() },
    )
    for (const { name, outcome, finding, advice } of steps) {
      stdout.write(`${MARKS[outcome]}  ${name}: ${finding}\n`)
      if (advice !== null) stdout.write(`      ${advice}\n`)
    }
    return steps.some(({ outcome }) => outcome === 'failed') ? 1 : 0
  },
}
