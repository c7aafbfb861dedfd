// A server process that is killed without warning, and the modules that it acknowledged.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createManagementApi, type ManagementApi } from '../support/management-api.ts'

export interface KillableServer {
  api: ManagementApi
  url: string
  /** Starts it without waiting. Calls fail until it is ready. */
  launch(): void
  ready(): Promise<void>
  /** `kill -9`, whatever it does */
  kill(): Promise<void>
}

export interface KillableServerOptions {
  program: readonly string[]
  env: NodeJS.ProcessEnv
  url: string
  token: string
}

const LOOK_EVERY = 25

export function createKillableServer({ program, env, url, token }: KillableServerOptions): KillableServer {
  let child: ChildProcess | undefined
  let stderr = ''
  return {
    api: createManagementApi({ url }, token),
    url,
    launch() {
      child = spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        stderr = (stderr + chunk).slice(-4000)
      })
    },
    async ready() {
      for (;;) {
        const answer = await fetch(`${url}/readyz`).catch(() => undefined)
        if (answer?.ok === true) return
        if (child?.exitCode !== null) throw new Error(`the server ended with code ${child?.exitCode}: ${stderr}`)
        await delay(LOOK_EVERY)
      }
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Seeded random numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
