import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { LimitExceeded } from '../../kernel/index.ts'

/** A request body on its way into the store: measured, hashed, and cut off at the limit. */
export interface IncomingUpload {
  /** @throws LimitExceeded as soon as the announced or the real size is too large */
  chunks(): AsyncGenerator<Buffer>
  /** What has come in, once `chunks` has ended. */
  received(): { size: number; sha256: string }
}

/** @param maximumBytes of the body as sent, that is compressed */
export function incomingUpload(request: IncomingMessage, maximumBytes: number): IncomingUpload {
  const hash = createHash('sha256')
  let size = 0
  const check = (bytes: number) => {
    if (bytes > maximumBytes) throw new LimitExceeded(`the upload is larger than ${maximumBytes} bytes`)
  }
  return {
    async *chunks() {
      check(Number(request.headers['content-length'] ?? 0))
      // Destroying the request would close the connection before the answer is sent.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length
        check(size)
        hash.update(chunk)
        yield chunk
      }
    },
    received: () => ({ size, sha256: hash.digest('hex') }),
  }
}
