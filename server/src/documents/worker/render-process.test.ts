// The process that renders, when it fails. Programs of the tests stand for documents that make it fail.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createRenderProcess, type RenderLimits, type RenderProcess } from './render-process.ts'

const LIMITS: RenderLimits = { maxCpuMs: 500, maxWallMs: 30_000, maxHeapMb: 64, idleMs: 60_000 }
const TASK = { kind: 'document', links: { path: 'README.md', pages: '', files: '', remoteImages: false }, highlighted: false } as const
const PROGRAM = `
  const kept = []
  process.on('message', ({ text }) => {
    if (text === 'loop') for (;;) ;
    if (text === 'grow') for (;;) kept.push('x'.repeat(1000).split(''))
    if (text === 'end') process.exit(1)
    if (text === 'throw') throw new Error('it broke')
    if (text === 'sleep') return
    process.send(text === 'fail' ? { failure: 'too deep' } : { html: text.toUpperCase() })
  })
`

let directory: string
let program: URL
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-render-'))
  const file = join(directory, 'program.mjs')
  writeFileSync(file, PROGRAM)
  program = pathToFileURL(file)
})
afterAll(() => rmSync(directory, { recursive: true }))

let worker: RenderProcess
afterEach(async () => await worker.close())

describe('the process', () => {
  it.each([
    ['loop', /more than 500 ms of processor time/],
    ['grow', /has ended, perhaps for want of memory/],
    ['end', /has ended/],
    ['throw', /has ended/],
    ['fail', /too deep/],
  ])('is replaced after %j, and says why', async (text, reason) => {
    worker = createRenderProcess(LIMITS, program)
    expect(await worker.render({ ...TASK, text: 'one' })).toBe('ONE')
    await expect(worker.render({ ...TASK, text })).rejects.toThrow(reason)
    expect(worker.isRunning()).toBe(false)
    expect(await worker.render({ ...TASK, text: 'two' })).toBe('TWO')
  })

  it('is replaced when it waits for ever, which costs no processor time', async () => {
    worker = createRenderProcess({ ...LIMITS, maxWallMs: 300 }, program)
    await expect(worker.render({ ...TASK, text: 'sleep' })).rejects.toThrow(/more than 300 ms/)
    worker = createRenderProcess(LIMITS, program)
    expect(await worker.render({ ...TASK, text: 'two' })).toBe('TWO')
  })

  it('ends when there is nothing to do', async () => {
    worker = createRenderProcess({ ...LIMITS, idleMs: 10 }, program)
    await worker.render({ ...TASK, text: 'one' })
    await expect.poll(() => worker.isRunning()).toBe(false)
  })
})
