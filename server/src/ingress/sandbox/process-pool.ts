// The processes of the sandbox: started when needed, used again, and ended when idle.
import type { SandboxProcess } from './sandbox-process.ts'

export interface ProcessPool {
  /** @param source where the package comes from: a process that read it before still has most of its files */
  take(source: string): SandboxProcess
  giveBack(process: SandboxProcess): void
  /** Kills all of them. */
  close(): void
}

/** Each holds as much memory as the server needs for itself, and starts in a fraction of a second. */
const IDLE_MS = 60_000

interface Idle {
  process: SandboxProcess
  timer: NodeJS.Timeout
}

export function createProcessPool(start: () => SandboxProcess): ProcessPool {
  const all = new Set<SandboxProcess>()
  const sources = new Map<SandboxProcess, string>()
  let idle: Idle[] = []

  const forget = (process: SandboxProcess) => {
    all.delete(process)
    sources.delete(process)
  }

  const endUnneeded = ({ process }: Idle) => {
    idle = idle.filter((each) => each.process !== process)
    process.kill()
    forget(process)
  }

  return {
    take(source) {
      for (const { process } of idle) if (!process.isAlive()) forget(process)
      idle = idle.filter(({ process }) => process.isAlive())
      const chosen = idle.find(({ process }) => sources.get(process) === source) ?? idle.at(-1)
      if (chosen !== undefined) clearTimeout(chosen.timer)
      idle = idle.filter((each) => each !== chosen)
      const process = chosen?.process ?? start()
      all.add(process)
      sources.set(process, source)
      return process
    },
    giveBack(process) {
      if (!process.isAlive()) return forget(process)
      const entry: Idle = { process, timer: setTimeout(() => endUnneeded(entry), IDLE_MS).unref() }
      idle.push(entry)
    },
    close() {
      for (const { timer } of idle) clearTimeout(timer)
      for (const process of all) process.kill()
    },
  }
}
