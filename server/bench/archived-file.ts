// One file of a large archive and of a small one, and what decompressing the large one costs.
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { type ArchiveContents, readArchivedFile } from '../src/archivist/index.ts'
import { packModule } from '../src/ingress/package/index.ts'
import { figure, median } from './figures.ts'
import { heading, line, table } from './report.ts'

const FILE = 'modules/vpc/main.tf'
const FILE_BYTES = 20_000
const MEGABYTE = 1024 * 1024
const OTHER_FILE_BYTES = 100_000
const ROUNDS = 50

export async function benchArchivedFile(directory: string): Promise<void> {
  heading('(l) one file of an archive')
  const rows: string[][] = []
  const times: number[] = []
  for (const megabytes of [1, 60]) {
    const path = join(directory, `${megabytes}.tar.gz`)
    const { contents, size } = await pack(path, megabytes)
    const ms = await medianOf(() => readFile(path, contents))
    times.push(ms)
    const whole = await medianOf(() => decompress(path), 3)
    rows.push([`${figure(size / MEGABYTE)} MB`, figure(ms), figure(whole)])
  }
  table(['archive', 'one file, ms', 'all of it, ms'], rows)
  const [small = Number.NaN, large = Number.NaN] = times
  line(`\nOne file of the large archive takes ${figure(large / small)} times as long as one of the small archive.`)
}

/** Half of it comes before the file. */
function pack(destination: string, megabytes: number) {
  const parts = megabytes * 10
  const others = Array.from({ length: parts }, (_none, n) => ({
    path: `${n % 2 === 0 ? 'data' : 'zips'}/${n}.bin`,
    size: OTHER_FILE_BYTES,
  }))
  const files = [...others, { path: FILE, size: FILE_BYTES }]
  const all = files.map(({ path, size }) => ({ path, size, mode: 0o644 as const, read: async () => randomBytes(size) }))
  return packModule({ files: all }, { destination })
}

async function readFile(path: string, contents: ArchiveContents): Promise<void> {
  const file = contents.files.find((each) => each.path === FILE)
  if (file === undefined) throw new Error('the file is not in the archive')
  let bytes = 0
  for await (const chunk of readArchivedFile(
    async ({ first, last }) => createReadStream(path, { start: first, end: last }),
    contents,
    file,
  ))
    bytes += chunk.length
  if (bytes !== FILE_BYTES) throw new Error(`read ${bytes} bytes`)
}

async function decompress(path: string): Promise<void> {
  for await (const _chunk of createReadStream(path).pipe(createGunzip()));
}

async function medianOf(work: () => Promise<void>, rounds = ROUNDS): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return median(times)
}
