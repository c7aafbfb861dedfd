// How a server ends: announced, with what is under way, and at once when asked twice.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { cleanEnvironment, type RunningServer, startServer } from '../support/running-server.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FIRST_SIGNAL_COUNTS_FOR = 1100

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-shutdown-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))

const start = (settings: Record<string, string>) => startServer({ dataDirectory: join(directory, 'data'), settings })

const readiness = async (url: string) => {
  const answer = await fetch(`${url}/readyz`)
  return [answer.status, await answer.text()]
}

/** A request for an organization whose body comes in two parts. */
async function beginRequest({ host }: RunningServer, token: string): Promise<{ finish(): Promise<string> }> {
  const [address = '', port] = host.split(':')
  const socket: Socket = connect(Number(port), address)
  const body = JSON.stringify({ data: { type: 'organizations', attributes: { name: 'acme', email: 'acme@example.com' } } })
  const head = [
    'POST /api/v2/organizations HTTP/1.1',
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/vnd.api+json',
    `Content-Length: ${body.length}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, 20)}`)
  // Answered on a later connection, so the server has seen this one.
  await readiness(`http://${host}`)
  return {
    async finish() {
      let answer = ''
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk
      })
      socket.write(body.slice(20))
      await once(socket, 'close')
      return answer
    },
  }
}

const refused = (url: string) =>
  fetch(`${url}/livez`).then(
    () => false,
    () => true,
  )

describe('a server that is asked to end', () => {
  it('is unready at once, goes on serving for a while, and ends at once when asked again', async () => {
    await using server = await start({ TERRACE_SHUTDOWN_DELAY: '3600' })
    const token = await server.userWithToken('ada')
    expect(await readiness(server.url)).toEqual([200, 'ok\n'])
    const ended = server.stop()
    // What a service manager sends to each process of the group, and npm passes on, is one request.
    void server.stop()
    await expect.poll(() => readiness(server.url)).toEqual([503, 'shutting down\n'])
    const details = await fetch(`${server.url}/api/v2/account/details`, { headers: { authorization: `Bearer ${token}` } })
    expect(details.status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, FIRST_SIGNAL_COUNTS_FOR))
    await server.stop()
    expect(await ended).toBe(null)
  })

  it('answers a request that is under way when it takes no more, and then ends', async () => {
    await using server = await start({ TERRACE_SHUTDOWN_TIMEOUT: '3600' })
    const request = await beginRequest(server, await server.userWithToken('ada'))
    const ended = server.stop()
    await expect.poll(() => refused(server.url)).toBe(true)
    expect(await request.finish()).toMatch(/^HTTP\/1\.1 201 /)
    expect(await ended).toBe(0)
  })

  it('does not wait for a request longer than the setting says', async () => {
    await using server = await start({ TERRACE_SHUTDOWN_TIMEOUT: '0' })
    await beginRequest(server, await server.userWithToken('ada'))
    expect(await server.stop()).toBe(0)
  })

  it('ends with npm, through which it was started', async () => {
    const host = `127.0.0.1:${await freePort()}`
    const env = cleanEnvironment({ TERRACE_LISTEN: host, TERRACE_DATA_DIR: join(directory, 'data') })
    const npm: ChildProcess = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    npm.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    await expect.poll(() => output).toContain('Terrace is serving')
    const ended = once(npm, 'exit')
    npm.kill('SIGTERM')
    await ended
    await expect.poll(() => refused(`http://${host}`)).toBe(true)
  })
})
