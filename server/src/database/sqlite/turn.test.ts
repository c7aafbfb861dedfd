import { expect, it } from 'vitest'
import { createTurns } from './turn.ts'

it('turns are granted in the order of the requests', async () => {
  const turns = createTurns()
  const order: number[] = []
  const use = async (number: number) => {
    const giveBack = await turns.take()
    order.push(number)
    giveBack()
    giveBack()
  }
  const first = await turns.take()
  const others = [use(1), use(2), use(3)]
  first()
  await Promise.all(others)
  expect(order).toEqual([1, 2, 3])
})

it('a wait that times out gives the reason, and does not hold up others', async () => {
  const turns = createTurns(1)
  const first = await turns.take()
  await expect(turns.take()).rejects.toThrow('every statement must use the transaction')
  first()
  const second = await turns.take()
  second()
})
