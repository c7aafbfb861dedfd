// The thread that renders, when it fails. Programs of the tests stand for documents that make it fail.
import { afterEach, describe, expect, it } from 'vitest'
import { createRenderWorker, type RenderLimits, type RenderWorker } from './render-worker.ts'

const LIMITS: RenderLimits = { maxCpuMs: 500, maxWallMs: 30_000, maxHeapMb: 64, idleMs: 60_000 }
const TASK = { kind: 'document', links: { path: 'README.md', pages: '', files: '', remoteImages: false }, highlighted: false } as const
const PROGRAM = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    const kept = []
    parentPort.on('message', ({ text }) => {
      if (text === 'loop') for (;;) ;
      if (text === 'grow') for (;;) kept.push('x'.repeat(1000).split(''))
      if (text === 'end') process.exit(1)
      if (text === 'throw') throw new Error('it broke')
      if (text === 'sleep') return
      parentPort.postMessage(text === 'fail' ? { failure: 'too deep' } : { html: text.toUpperCase() })
    })
  `)}`,
)

let worker: RenderWorker
afterEach(async () => await worker.close())

describe('the thread', () => {
  it.each([
    ['loop', /more than 500 ms of processor time/],
    ['grow', /memory/i],
    ['end', /has ended/],
    ['throw', /it broke/],
    ['fail', /too deep/],
  ])('is replaced after %j, and says why', async (text, reason) => {
    worker = createRenderWorker(LIMITS, PROGRAM)
    expect(await worker.render({ ...TASK, text: 'one' })).toBe('ONE')
    await expect(worker.render({ ...TASK, text })).rejects.toThrow(reason)
    expect(worker.isRunning()).toBe(false)
    expect(await worker.render({ ...TASK, text: 'two' })).toBe('TWO')
  })

  it('is replaced when it waits for ever, which costs no processor time', async () => {
    worker = createRenderWorker({ ...LIMITS, maxWallMs: 300 }, PROGRAM)
    await expect(worker.render({ ...TASK, text: 'sleep' })).rejects.toThrow(/more than 300 ms/)
    worker = createRenderWorker(LIMITS, PROGRAM)
    expect(await worker.render({ ...TASK, text: 'two' })).toBe('TWO')
  })

  it('ends when there is nothing to do', async () => {
    worker = createRenderWorker({ ...LIMITS, idleMs: 10 }, PROGRAM)
    await worker.render({ ...TASK, text: 'one' })
    await expect.poll(() => worker.isRunning()).toBe(false)
  })
})
