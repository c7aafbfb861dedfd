// A real SSH git server for tests: public-key authentication, one key, `git-upload-pack` only.
import { spawn } from 'node:child_process'
import { join, normalize } from 'node:path'
import ssh2 from 'ssh2'

export interface TestSshRemote {
  /** `ssh://git@127.0.0.1:<port>`, without a slash at the end */
  url: string
  port: number
  /** the authorized key */
  privateKey: string
  /** an unauthorized key */
  strangerKey: string
  /** the line to pin */
  knownHosts: string
  /** the number of successful logins */
  connections(): number
  close(): Promise<void>
}

/** The library cannot read about one in several hundred of its own key pairs. */
function newKeyPair(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}

/** @param options.root directory of bare repositories: `<root>/a.git` is `<url>/a.git` */
export async function startSshRemote(options: { root: string }): Promise<TestSshRemote> {
  const hostKey = newKeyPair()
  const clientKey = newKeyPair()
  const allowed = publicBlob(clientKey.public)
  const clients = new Set<ssh2.Connection>()
  let admitted = 0

  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    client.on('error', () => undefined)
    client.on('authentication', (context) => {
      if (context.method === 'publickey' && context.key.data.equals(allowed)) context.accept()
      else context.reject(['publickey'])
    })
    client.on('session', (accept) => {
      admitted += 1
      serveSession(accept(), options.root)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  const { port } = address
  return {
    url: `ssh://git@127.0.0.1:${port}`,
    port,
    privateKey: clientKey.private,
    strangerKey: newKeyPair().private,
    knownHosts: `[127.0.0.1]:${port} ${hostKey.public.split(' ').slice(0, 2).join(' ')}\n`,
    connections: () => admitted,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of clients) client.end()
      await closed
    },
  }
}

function serveSession(session: ssh2.Session, root: string): void {
  let protocol = ''
  session.on('env', (accept, _reject, info) => {
    if (info.key === 'GIT_PROTOCOL') protocol = info.val
    accept?.()
  })
  session.on('exec', (accept, reject, info) => {
    const path = /^git-upload-pack '(.*)'$/.exec(info.command)?.[1]
    if (path === undefined) return reject()
    const channel = accept()
    const directory = join(root, normalize(`/${path}`))
    const child = spawn('git', ['upload-pack', directory], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_PROTOCOL: protocol,
      },
    })
    child.stdin.on('error', () => undefined)
    channel.on('error', () => undefined)
    channel.pipe(child.stdin)
    child.stdout.pipe(channel, { end: false })
    child.stderr.pipe(channel.stderr, { end: false })
    channel.once('close', () => child.kill('SIGKILL'))
    child.once('close', (code) => {
      channel.exit(code ?? 1)
      channel.end()
    })
  })
}

function publicBlob(line: string): Buffer {
  return Buffer.from(line.split(' ')[1] ?? '', 'base64')
}
