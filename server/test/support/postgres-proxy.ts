// Stands between a client and PostgreSQL, and breaks what is between them.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface PostgresProxy extends AsyncDisposable {
  /** of the same database, through here */
  url: string
  /** Cuts every connection, and refuses new ones. */
  cut(): void
  /** Lets connections through again. */
  mend(): void
  /** Lets the next `commit` through, and cuts its connection when the answer comes. */
  loseNextCommit(): void
}

/** @param serverUrl of a database on a server that listens on TCP */
export async function startPostgresProxy(serverUrl: string): Promise<PostgresProxy> {
  const target = new URL(serverUrl)
  const open = new Set<Socket>()
  let isCut = false
  let losing = false
  const proxy = createServer((client) => {
    if (isCut) return client.destroy()
    const server = connect(Number(target.port), target.hostname)
    let loses = false
    const end = () => {
      for (const socket of [client, server]) {
        socket.destroy()
        open.delete(socket)
      }
    }
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on('error', end).on('close', end)
    }
    client.on('data', (data) => {
      if (losing && /commit\0/i.test(data.toString('latin1'))) [losing, loses] = [false, true]
      server.write(data)
    })
    server.on('data', (data) => (loses ? end() : client.write(data)))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const url = new URL(serverUrl)
  url.port = String((proxy.address() as AddressInfo).port)
  const cutAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: url.href,
    cut() {
      isCut = true
      cutAll()
    },
    mend: () => void (isCut = false),
    loseNextCommit: () => void (losing = true),
    async [Symbol.asyncDispose]() {
      cutAll()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
