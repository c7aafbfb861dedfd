// What strangers send to the addresses of webhooks, and never finish sending.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { describeAdministered } from '../support/administered-api.ts'
import { connectedApp } from './connected-app.ts'

const MAX_BODY = 5 * 1024 * 1024

describeAdministered(
  'a delivery that is not sent to its end',
  (start) => {
    const sockets: Socket[] = []
    const endings: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const socket of sockets.splice(0)) socket.destroy()
      for (const end of endings.splice(0)) await end()
    })
    const listening = async () => {
      const connected = await connectedApp('gitea', (options) => start({ ...options, own: true }))
      endings.push(() => connected.close())
      const { port } = new URL(await connected.app.app.http.listen({ host: '127.0.0.1', port: 0 }))
      /** Sends the head of a delivery and one byte of its body. @returns what comes back, once it does */
      const begin = (path: string) => {
        const socket = connect(Number(port), '127.0.0.1')
        sockets.push(socket)
        socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${MAX_BODY}\r\n\r\n{`)
        return { socket, answer: once(socket, 'data').then(([chunk]: Buffer[]) => String(chunk)) }
      }
      const url = `http://127.0.0.1:${port}`
      return { ...connected, begin, url }
    }

    it('is answered at once and cut off where nobody has the address', async () => {
      const { begin } = await listening()
      for (const path of ['/webhooks/vcs/00000000-0000-4000-8000-000000000000', '/webhooks/github-app/nobody']) {
        const { socket, answer } = begin(path)
        const closed = once(socket, 'close')
        expect(await answer).toMatch(/^HTTP\/1\.1 404 /)
        await closed
      }
    })

    it('does not take more memory than all deliveries together may have, and leaves it when it goes', async () => {
      const { app, begin, host, publish, repository, url } = await listening()
      await publish(await repository('terraform-aws-vpc', ['v1.0.0']))
      await app.runJobs()
      const path = new URL(String(host.hooks[0]?.url)).pathname
      const held = Array.from({ length: 12 }, () => begin(path))
      const refused = async () => (await begin(path).answer).split('\r\n')
      await expect.poll(async () => (await refused())[0]).toBe('HTTP/1.1 503 Service Unavailable')
      expect((await refused()).map((line) => line.toLowerCase())).toEqual(expect.arrayContaining(['retry-after: 5', 'connection: close']))
      for (const { socket } of held) socket.destroy()
      const whole = async () => (await fetch(url + path, { method: 'POST', body: new Uint8Array(MAX_BODY) })).status
      // Received, and refused for its signature.
      await expect.poll(whole).toBe(401)
    })
  },
  { one: true },
)
