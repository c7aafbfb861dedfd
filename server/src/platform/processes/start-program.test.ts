import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ProgramRequest, type RunningProgram, spawnProgram } from './program.ts'
import { startProgram } from './start-program.ts'
import { createStarter } from './starter.ts'

const environment = { PATH: process.env['PATH'] ?? '' }
const shell = (script: string): ProgramRequest => ({ command: '/bin/sh', args: ['-c', script], environment })

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'terrace-test-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

async function outcome({ stdin, stdout, stderr, ended }: RunningProgram, input = '') {
  stdin.end(input)
  const [output, errors, exitCode] = await Promise.all([text(stdout), text(stderr), ended])
  return { output, errors, exitCode }
}

const connections = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length

const isRunning = (pid: number) => existsSync(`/proc/${pid}`)

test.each([
  { name: 'from the small process', start: startProgram },
  { name: 'as a child', start: spawnProgram },
])('a program started $name has its input, output, environment and directory', async ({ start }) => {
  const script = 'cat; echo "$GREETING from $PWD"; echo trouble >&2; exit 3'
  const program = await start({ ...shell(script), environment: { ...environment, GREETING: 'hello' } })
  const input = 'x'.repeat(1_000_000)
  expect(await outcome(program, input)).toEqual({ output: `${input}hello from /\n`, errors: 'trouble\n', exitCode: 3 })
})

test('a program that ends without reading its input keeps its output and exit code', async () => {
  const program = await startProgram(shell('echo early; exit 4'))
  expect(await outcome(program, 'x'.repeat(1_000_000))).toMatchObject({ output: 'early\n', exitCode: 4 })
})

test.each([startProgram, spawnProgram])('a program that does not exist is an error that names it', async (start) => {
  await expect(start({ command: 'no-such-program', args: [], environment })).rejects.toThrow('no-such-program ENOENT')
})

test('programs run at the same time', async () => {
  const first = await startProgram(shell('read line; echo "$line"'))
  const others = await Promise.all(Array.from({ length: 20 }, (_none, n) => startProgram(shell(`echo ${n}`))))
  const outputs = await Promise.all(others.map(async (program) => (await outcome(program)).output))
  expect(outputs).toEqual(others.map((_program, n) => `${n}\n`))
  expect(await outcome(first, 'first\n')).toMatchObject({ output: 'first\n' })
})

test('killing a program kills what it started', async () => {
  const program = await startProgram(shell('sleep 1000 & echo $!; wait'))
  const [line] = await once(program.stdout, 'data')
  program.kill()
  expect(await program.ended).toBeNull()
  await expect.poll(() => isRunning(Number(line))).toBe(false)
})

test('when the small process is killed, its programs are too, and the next program gets another one', async () => {
  const program = await startProgram(shell('echo $$ $PPID; sleep 1000'))
  const [line] = await once(program.stdout, 'data')
  const [pid, starter] = String(line).split(' ').map(Number)
  process.kill(Number(starter), 'SIGKILL')
  await expect(program.ended).rejects.toThrow('the process that starts programs ended (SIGKILL)')
  await expect.poll(() => isRunning(Number(pid))).toBe(false)
  expect(await outcome(await startProgram(shell('echo again')))).toMatchObject({ output: 'again\n' })
})

test('the small process ends when it has nothing to do, and takes its files with it', async () => {
  vi.stubEnv('TMPDIR', directory)
  const starter = createStarter({ idleMs: 0 })
  expect(await outcome(await starter.start(shell('echo once')))).toMatchObject({ output: 'once\n' })
  await expect.poll(() => starter.isAlive()).toBe(false)
  await expect.poll(() => readdirSync(directory)).toEqual([])
})

test('a program that nothing can start leaves the others alone, and no connection open', async () => {
  const running = await startProgram(shell('read line; echo "$line"'))
  const before = connections()
  await expect(startProgram({ command: '/bin/echo', args: ['a\0b'], environment })).rejects.toThrow(/null bytes/)
  await expect(startProgram({ command: '/bin/echo', args: ['x'.repeat(3_000_000)], environment })).rejects.toThrow('E2BIG')
  await expect(startProgram({ command: 'no-such-program', args: [], environment })).rejects.toThrow('ENOENT')
  await expect.poll(connections).toBe(before)
  expect(await outcome(running, 'still here\n')).toMatchObject({ output: 'still here\n', exitCode: 0 })
})

test('a small process that does not answer is given up, and those who order from it meanwhile fail as well', async () => {
  const starter = createStarter({ idleMs: 60_000, startMs: 300 })
  const program = await starter.start(shell('echo $PPID; sleep 1000'))
  const [line] = await once(program.stdout, 'data')
  process.kill(Number(line), 'SIGSTOP')
  const orders = [1, 2, 3].map(() => starter.start(shell('echo late')))
  for (const order of [...orders, program.ended]) await expect(order).rejects.toThrow('the process that starts programs ended (SIGKILL)')
  expect(starter.isAlive()).toBe(false)
})

test('a small process whose files were removed is given up', async () => {
  vi.stubEnv('TMPDIR', directory)
  const starter = createStarter({ idleMs: 60_000 })
  expect(await outcome(await starter.start(shell('echo once')))).toMatchObject({ output: 'once\n' })
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
  await expect(starter.start(shell('echo twice'))).rejects.toThrow('ENOENT')
  expect(starter.isAlive()).toBe(false)
})

test('programs end with the server, even when it is killed', async () => {
  const module = fileURLToPath(new URL('./start-program.ts', import.meta.url))
  const script = `
    const { startProgram } = await import(${JSON.stringify(module)})
    const program = await startProgram(${JSON.stringify(shell('echo $$; sleep 1000'))})
    program.stdout.pipe(process.stdout)`
  const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script], {
    env: { ...environment, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(server.stdout, 'data')
  server.kill('SIGKILL')
  await expect.poll(() => isRunning(Number(line))).toBe(false)
  await expect.poll(() => readdirSync(directory)).toEqual([])
})
