import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { oneByOne } from './one-by-one.ts'

const turn = () => new Promise((resolve) => void setImmediate(resolve))

function prepare() {
  const handled: string[] = []
  const listen = oneByOne(
    ({ method, url }) => void handled.push(`${method} ${url}`),
    () => false,
  )
  const arrive = (method: string, url: string, left = { destroyed: false }) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a request as matters here
    listen(
      { method, url } as IncomingMessage,
      Object.assign(left, { once: (_event: string, over: () => void) => over() }) as unknown as ServerResponse,
    )
  }
  return { handled, arrive }
}

it('of requests that arrive together, one is handled in each turn of the event loop, in their order', async () => {
  const { handled, arrive } = prepare()
  for (const url of ['/a', '/b', '/c']) arrive('GET', url)
  expect(handled).toEqual(['GET /a'])
  await turn()
  expect(handled).toEqual(['GET /a', 'GET /b'])
  await turn()
  expect(handled).toEqual(['GET /a', 'GET /b', 'GET /c'])
})

it('a request that comes alone does not wait', async () => {
  const { handled, arrive } = prepare()
  arrive('GET', '/a')
  await turn()
  await turn()
  arrive('GET', '/b')
  expect(handled).toEqual(['GET /a', 'GET /b'])
})

it('what changes something does not wait for those who read', async () => {
  const { handled, arrive } = prepare()
  for (const url of ['/a', '/b', '/c']) arrive('GET', url)
  arrive('PATCH', '/a')
  arrive('DELETE', '/a')
  expect(handled).toEqual(['GET /a', 'PATCH /a'])
  await turn()
  expect(handled).toEqual(['GET /a', 'PATCH /a', 'GET /b', 'DELETE /a'])
})

it('whoever leaves while waiting costs nothing', async () => {
  const { handled, arrive } = prepare()
  const left = { destroyed: false }
  arrive('GET', '/a')
  arrive('GET', '/left', left)
  arrive('GET', '/b')
  left.destroyed = true
  await turn()
  await turn()
  expect(handled).toEqual(['GET /a', 'GET /b'])
})

/** @returns how many turns of the event loop three lists take that need 5 ms each */
async function turnsOfLists(isWorking: () => boolean, isChanging: boolean): Promise<number> {
  const handled: string[] = []
  const listen = oneByOne(({ method }) => {
    if (method !== 'GET') return
    const end = performance.now() + 5
    while (performance.now() < end) {
      // as a list does
    }
    handled.push(method)
  }, isWorking)
  const arrive = (method: string) => {
    const response = Object.assign(new EventEmitter(), { destroyed: false })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a request as matters here
    listen({ method } as IncomingMessage, response as unknown as ServerResponse)
    return response
  }
  arrive('PATCH').emit('close')
  if (isChanging) arrive('PATCH')
  for (let count = 0; count < 3; count++) arrive('GET')
  let turns = 0
  for (; handled.length < 3; turns++) await turn()
  return turns
}

it('readers pause while the process works on something else or a change is under way, so that it goes on', async () => {
  expect(await turnsOfLists(() => false, false)).toBe(2)
  expect(await turnsOfLists(() => true, false)).toBeGreaterThan(2)
  expect(await turnsOfLists(() => false, true)).toBeGreaterThan(2)
})
