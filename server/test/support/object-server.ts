// A server of archives alone, over a directory of its own: what clients upload to it and download from it.
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createObjectShortcut } from '../../src/archivist/http/object-shortcut.ts'
import { objectRoutes } from '../../src/archivist/http/objects.ts'
import { type Archivist, createArchivist, createFileStore, moduleKey, type Upload } from '../../src/archivist/index.ts'
import { createServer } from '../../src/platform/http/index.ts'
import { type MemoryRecords, memoryRecords } from './archive-records.ts'

const PUBLIC_URL = 'http://registry.test'

export interface ObjectServer {
  app: ReturnType<typeof createServer>
  archivist: Archivist
  store: ReturnType<typeof createFileStore>
  records: MemoryRecords
  directory: string
  /** the address where it listens */
  origin: string
  /** moved by `ahead` milliseconds */
  clock: { ahead: number; now(): number }
  uploads: Upload[]
  /** thrown after an upload is received */
  refusal: Error | undefined
  /** the fields of logged errors */
  logged: unknown[]
  /** @returns the signed URL, at the address where it listens */
  local(url: string): string
  /** Stores a module. @returns its URL */
  addressOf(bytes: Buffer): Promise<string>
  close(): Promise<void>
}

/** @param signingKey of the URLs */
export async function startObjectServer(signingKey: Buffer): Promise<ObjectServer> {
  const directory = await mkdtemp(join(tmpdir(), 'terrace-test-'))
  const logged: unknown[] = []
  const logger = { error: (line: unknown) => void logged.push(line), warn: () => undefined, info: () => undefined, debug: () => undefined }
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead }
  const [store, records] = [createFileStore(directory), memoryRecords()]
  const archivist = createArchivist({ store, records, logger, signingKeys: [signingKey], publicUrl: PUBLIC_URL, clock })
  const app = createServer({ logger, tls: undefined, shortcut: createObjectShortcut(archivist) })
  const server: ObjectServer = {
    app,
    archivist,
    store,
    records,
    directory,
    origin: '',
    clock,
    uploads: [],
    refusal: undefined,
    logged,
    local: (url) => url.replace(PUBLIC_URL, server.origin),
    async addressOf(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await archivist.putStream(moduleKey(sha256), once(bytes))
      return server.local(archivist.downloadUrl(moduleKey(sha256), { query: { archive: 'tar.gz', checksum: `sha256:${sha256}` } }))
    },
    async close() {
      app.server.closeAllConnections()
      await app.close()
      await rm(directory, { recursive: true })
    },
  }
  const onUploaded = async (upload: Upload) => {
    if (server.refusal !== undefined) throw server.refusal
    server.uploads.push(upload)
  }
  await app.register(objectRoutes, { archivist, onUploaded, logger, maximumUploadBytes: 2_000_000 })
  server.origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return server
}

/** A stream with these bytes alone. */
export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
