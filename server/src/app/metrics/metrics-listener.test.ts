import { expect, it, onTestFinished } from 'vitest'
import { listenForMetrics } from './metrics-listener.ts'

async function listening(text: () => Promise<string>): Promise<string> {
  const listener = await listenForMetrics({ text, contentType: 'text/plain; version=0.0.4' }, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => listener.close())
  return listener.url
}

it('answers at its address alone, and to readers alone', async () => {
  const url = await listening(async () => 'up 1\n')
  const answer = await fetch(url)
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/plain; version=0.0.4', 'up 1\n'])
  const others = [fetch(new URL('/', url)), fetch(new URL('/api/v2/ping', url)), fetch(url, { method: 'POST' })]
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([404, 404, 405])
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

it('collects once for all who ask at the same time', async () => {
  let collected = 0
  const ready = Promise.withResolvers<void>()
  const url = await listening(async () => {
    collected += 1
    await ready.promise
    return 'up 1\n'
  })
  const answers = [fetch(url), fetch(url), fetch(url)]
  // The last to arrive finds the first one still at work.
  await expect.poll(() => collected).toBe(1)
  ready.resolve()
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200)
})

it('says why it failed, and answers the next time', async () => {
  let fails = true
  const url = await listening(async () => {
    if (fails) throw new Error('out of numbers')
    return 'up 1\n'
  })
  const failed = await fetch(url)
  expect([failed.status, await failed.text()]).toEqual([500, 'out of numbers\n'])
  fails = false
  expect((await fetch(url)).status).toBe(200)
})
