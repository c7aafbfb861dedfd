// Ends the sandbox process, from a thread of its own: a package that keeps the main thread busy keeps it from noticing anything.
import { setInterval } from 'node:timers'
import { workerData } from 'node:worker_threads'

/** Of the whole process, in bytes: buffers live outside the heap that --max-old-space-size limits. */
const MAX_MEMORY = 1024 * 1024 * 1024
const LOOK_EVERY = 250
/** Ends a process that does not listen for it, without writing its memory to disk. */
const OUT_OF_MEMORY = 'SIGUSR2'

setInterval(() => {
  const orphaned = process.ppid !== workerData
  if (orphaned) process.kill(process.pid, 'SIGKILL')
  // Not SIGKILL, with which the system ends processes when others have used up the memory.
  if (process.memoryUsage.rss() > MAX_MEMORY) process.kill(process.pid, OUT_OF_MEMORY)
}, LOOK_EVERY)
