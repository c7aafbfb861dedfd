import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { type Config, readConfig, readEnvironment } from '../app/config/index.ts'
import type { Command } from './terminal/command.ts'

const TIMEOUT_MS = 4000

export const health: Command = {
  name: 'health',
  purpose: 'Ask the server or worker with these settings whether it is alive',
  usage: '[--ready]',
  details: [
    '--ready   ask whether it is ready instead: whether the database and the storage answer, and it is not shutting down',
    '',
    'Prints the answer. Exit code 1 when it is no, or does not come within four seconds. Made for containers.',
  ],
  options: { ready: { type: 'boolean' } },
  async run(values, { env, stdout }) {
    const { listen, tls } = readConfig(readEnvironment(env))
    const { status, text } = await ask(listen, tls !== undefined, values['ready'] === true ? '/readyz' : '/livez')
    stdout.write(`${text.trim()}\n`)
    return status === 200 ? 0 : 1
  },
}

function ask({ host, port }: Config['listen'], tls: boolean, path: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ status: 0, text: `no answer from ${host}:${port}: ${error.message}` })
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    // The certificate is for the public name. Nothing secret is sent to this address, nor believed.
    const options = { host: reachable(host), port, path, signal, agent: false, rejectUnauthorized: false }
    const request = (tls ? requestTls : requestPlain)(options, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => void (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', failed)
    })
    request.on('error', failed)
    request.end()
  })
}

/** Whoever listens at every address also listens at this one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return /^[0:]+$/.test(host) ? '::1' : host
}
