import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startWriter, type Writer } from './writer.ts'

const STATEMENTS = 100

async function open(): Promise<Writer> {
  const directory = mkdtempSync(join(tmpdir(), 'terrace-writer-'))
  const writer = await startWriter(join(directory, 'test.sqlite'))
  onTestFinished(async () => {
    await writer.close()
    rmSync(directory, { recursive: true })
  })
  await writer.statement('create table numbers (number integer primary key)', [], 'none')
  return writer
}

/** An event loop that is busy. @returns how many turns it has had */
function countTurns(): () => number {
  let turns = 0
  let next: NodeJS.Immediate
  const turn = () => {
    turns++
    const end = performance.now() + 1
    while (performance.now() < end) {
      // as a request would
    }
    next = setImmediate(turn)
  }
  next = setImmediate(turn)
  onTestFinished(() => clearImmediate(next))
  return () => turns
}

async function insertAll(writer: Writer): Promise<void> {
  for (let number = 0; number < STATEMENTS; number++) {
    await writer.statement('insert into numbers values (?)', [number], number === 0 ? 'begin' : 'continue')
  }
}

it('the statements of a transaction do not each wait for a turn of a busy event loop', async () => {
  const writer = await open()
  const turns = countTurns()
  await insertAll(writer)
  expect(turns()).toBeLessThan(STATEMENTS / 2)
  await writer.commit()
  expect(await writer.statement('select count(*) as count from numbers', [], 'none')).toEqual({ rows: [{ count: STATEMENTS }] })
})

it('a transaction that takes long gives others their turns', async () => {
  const writer = await open()
  const turns = countTurns()
  const slow = 'with recursive up (n) as (values (1) union all select n + 1 from up where n < 200000) select count(*) as count from up'
  for (let count = 0; count < 5; count++) await writer.statement(slow, [], count === 0 ? 'begin' : 'continue')
  expect(turns()).toBeGreaterThan(0)
  await writer.rollback()
})

it('a statement that fails says so, and the ones that follow are answered', async () => {
  const writer = await open()
  await insertAll(writer)
  await expect(writer.statement('insert into numbers values (1)', [], 'continue')).rejects.toMatchObject({ errcode: 1555 })
  expect(await writer.statement('select max(number) as max from numbers', [], 'continue')).toEqual({ rows: [{ max: STATEMENTS - 1 }] })
  await writer.rollback()
  expect(await writer.statement('select count(*) as count from numbers', [], 'none')).toEqual({ rows: [{ count: 0 }] })
})
