// Stops an archive that unpacks to far more than it is (a decompression bomb), whatever its headers claim.
import type { PackageLimits } from './limits.ts'
import { PackageRefused } from './package-refused.ts'
import { DamagedTar } from './tar/damaged-tar.ts'

/** Bytes of headers and padding that an entry may reasonably have. */
const OVERHEAD_PER_ENTRY = 4096
/** Text unpacks to five or ten times its size, and only monotony to more than a hundred times. */
const MAX_EXPANSION = 100
/** So much unpacks quickly, however monotonous. */
const FREE_BYTES = 64 * 1024 * 1024
/** Packed bytes without any content: the name and comment in the header of gzip, or empty parts. */
const MAX_SILENT_BYTES = 1024 * 1024

/** Watches both sides of the decompression. */
export interface ExpansionGuard {
  packed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer>
  unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer>
}

/** @throws PackageRefused from either side, at the first limit exceeded */
export function createExpansionGuard({ totalBytes, entries }: Pick<PackageLimits, 'totalBytes' | 'entries'>): ExpansionGuard {
  let packedBytes = 0
  let unpackedBytes = 0
  let silentBytes = 0
  return {
    async *packed(source) {
      for await (const chunk of source) {
        packedBytes += chunk.length
        silentBytes += chunk.length
        if (silentBytes > MAX_SILENT_BYTES) throw new PackageRefused(`the archive has more than ${MAX_SILENT_BYTES} bytes without content`)
        yield chunk
      }
    },
    async *unpacked(source) {
      for await (const chunk of source) {
        unpackedBytes += chunk.length
        silentBytes = 0
        if (unpackedBytes > totalBytes + entries * OVERHEAD_PER_ENTRY) throw largerThan(totalBytes)
        if (unpackedBytes > FREE_BYTES && unpackedBytes > packedBytes * MAX_EXPANSION)
          throw new PackageRefused(`the archive unpacks to more than ${MAX_EXPANSION} times its size`)
        yield chunk
      }
      // gunzip accepts empty input, which is not an archive.
      if (unpackedBytes === 0) throw new DamagedTar('no content')
    },
  }
}

export function largerThan(totalBytes: number): PackageRefused {
  return new PackageRefused(`the archive is larger than ${totalBytes} bytes when unpacked`)
}
