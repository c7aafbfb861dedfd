import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { LimitExceeded, Malformed } from '../../kernel/index.ts'

/** A request body on its way into the store: measured, hashed and limited. */
export interface IncomingUpload {
  /** @throws LimitExceeded as soon as the announced or the real size is too large; Malformed when the client stops in the middle */
  chunks(): AsyncGenerator<Buffer>
  /** What was received, once `chunks` has ended. */
  received(): { size: number; sha256: string }
}

/** @param maximumBytes of the compressed body */
export function incomingUpload(request: IncomingMessage, maximumBytes: number): IncomingUpload {
  const hash = createHash('sha256')
  let size = 0
  const check = (bytes: number) => {
    if (bytes > maximumBytes) throw new LimitExceeded(`the upload is larger than ${maximumBytes} bytes`)
  }
  return {
    async *chunks() {
      check(Number(request.headers['content-length'] ?? 0))
      for await (const chunk of bodyOf(request)) {
        size += chunk.length
        check(size)
        hash.update(chunk)
        yield chunk
      }
    },
    received: () => ({ size, sha256: hash.digest('hex') }),
  }
}

async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // Destroying the request would close the connection before the response is sent.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  } catch (error) {
    throw new Malformed('the upload was interrupted', { cause: error })
  }
}
