// What every answer has, also those that no route gives.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificates } from '../../../test/support/test-certificates.ts'
import { createServer, type ServerOptions } from './server.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
const logger = pino({ level: 'silent' })
const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

async function listening(options: Partial<ServerOptions> = {}): Promise<{ app: FastifyInstance; port: number }> {
  const jsonApi = { prefix: '/api/v2', appName: 'HCP Terraform' }
  const app = createServer({ logger, tls: undefined, jsonApi, ...options })
  app.get('/thing', () => ({ thing: true }))
  app.get('/begun', (_request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200).write('begun')
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  endings.push(() => app.close())
  return { app, port: (app.server.address() as AddressInfo).port }
}

interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

async function answerOn(socket: Socket): Promise<RawAnswer> {
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const)
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers), body }
}

function send(port: number, request: string): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  return answerOn(socket)
}

const jsonApiError = (status: string) => ({ errors: [{ status, title: expect.any(String), detail: expect.stringMatching(/^[A-Z]/) }] })
const registryError = { errors: [expect.stringMatching(/^[A-Z]/)] }

describe('a request that the HTTP parser refuses', () => {
  it.each([
    ['a header without a name', 'GET /api/v2/ping HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n', 400, jsonApiError('400')],
    ['a header without a name, in the registry', 'GET /api/registry/v1/modules HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n', 400, registryError],
    ['a method that nobody knows', 'BREW /api/v2/ping HTTP/1.1\r\nhost: x\r\n\r\n', 400, jsonApiError('400')],
    ['two lengths', 'PUT /api/v2/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400, jsonApiError('400')],
    ['no HTTP at all', '\u0016\u0003\u0001\u0002\r\n\r\n', 400, jsonApiError('400')],
    ['headers that are too large', `GET /api/v2/ping HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, jsonApiError('431')],
    ['an address that is too long', `GET /api/v2/${'y'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431, jsonApiError('431')],
    ['no host', 'GET /thing HTTP/1.1\r\nconnection: close\r\n\r\n', 400, registryError],
  ])('%s is answered in our form, with a request id', async (_what, request, status, body) => {
    const { port } = await listening()
    const answer = await send(port, request)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, body])
    expect(answer.headers).toMatchObject({
      'x-request-id': expect.stringMatching(UUID),
      'x-content-type-options': 'nosniff',
      'content-type': expect.stringMatching(/json; charset=utf-8$/),
      'content-length': String(Buffer.byteLength(answer.body)),
      connection: 'close',
    })
  })

  it('is answered with 408 when it does not arrive in time', async () => {
    const { app, port } = await listening()
    const socket = connect(port, '127.0.0.1')
    const [accepted] = await once(app.server, 'connection')
    // As Node does after the time limit.
    app.server.emit('clientError', Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), accepted)
    const answer = await answerOn(socket)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([408, jsonApiError('408')])
    expect(answer.headers['x-request-id']).toMatch(UUID)
  })

  it('does not disturb an answer that has begun', async () => {
    const { app, port } = await listening()
    const socket = connect(port, '127.0.0.1')
    const [accepted] = await once(app.server, 'connection')
    socket.write('GET /begun HTTP/1.1\r\nhost: x\r\n\r\n')
    const [first] = await once(socket, 'data')
    app.server.emit('clientError', Object.assign(new Error('Parse error'), { code: 'HPE_INVALID_METHOD' }), accepted)
    expect(`${first}${await text(socket)}`.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200'])
  })

  it('is answered as any other when it only expects what nobody knows', async () => {
    const { port } = await listening()
    const answer = await send(port, 'GET /thing HTTP/1.1\r\nhost: x\r\nexpect: miracles\r\nconnection: close\r\n\r\n')
    expect([answer.status, answer.body, answer.headers['x-request-id']]).toEqual([200, '{"thing":true}', expect.stringMatching(UUID)])
  })
})

describe('every answer', () => {
  const PATHS = ['/thing', '/nowhere', '/api/v2/%ff', '/%ZZ', '/%00', `/api/v2/${'a'.repeat(1500)}`]

  it.each(PATHS)('has a request id and no content to sniff: %s', async (path) => {
    const { app } = await listening()
    const { headers } = await app.inject(path)
    expect(headers).toMatchObject({ 'x-request-id': expect.stringMatching(UUID), 'x-content-type-options': 'nosniff' })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  it('asks browsers to stay with HTTPS where the server itself speaks it, in the shortcut and for what is no HTTP, too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'terrace-tls-'))
    endings.push(() => rm(directory, { recursive: true }))
    const { ca, certFile, keyFile } = await makeCertificates(directory)
    const { port } = await listening({
      tls: { cert: readFileSync(certFile), key: readFileSync(keyFile) },
      shortcut: ({ url }, response, headers) => {
        if (url !== '/short') return undefined
        response.writeHead(200, headers()).end()
        return '/short'
      },
    })
    for (const request of [...PATHS, '/short']
      .map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      .concat('nonsense\r\n\r\n')) {
      const socket = connectTls({ port, host: '127.0.0.1', ca })
      socket.write(request)
      const { headers } = await answerOn(socket)
      expect([request.slice(0, 40), headers]).toEqual([
        request.slice(0, 40),
        expect.objectContaining({
          'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}$/),
          'x-request-id': expect.stringMatching(UUID),
        }),
      ])
    }
  })

  it('to a request whose end arrives while the server closes is a true one, and the last on its connection', async () => {
    const { app, port } = await listening()
    const socket = connect(port, '127.0.0.1')
    // The answer to the first shows that the beginning of the second has arrived.
    socket.write('GET /thing HTTP/1.1\r\nhost: x\r\n\r\nGET /thing HTTP/1.1\r\nhost: x\r\n')
    await once(socket, 'data')
    app.server.close = new Proxy(app.server.close, {
      apply(close, server, parameters) {
        socket.write('\r\n')
        return Reflect.apply(close, server, parameters)
      },
    })
    const closed = app.close()
    const answer = await answerOn(socket)
    expect([answer.status, answer.body, answer.headers['connection']]).toEqual([200, '{"thing":true}', 'close'])
    await closed
  })
})
