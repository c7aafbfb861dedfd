// Ends a process that reads untrusted files from a separate thread, because they may block the main thread.
import { setInterval } from 'node:timers'
import { workerData } from 'node:worker_threads'

/** Of the whole process, in bytes: --max-old-space-size limits only the heap, and buffers live outside of it. */
const MAX_MEMORY = 1024 * 1024 * 1024
const LOOK_EVERY = 250
/** Its default action ends the process without a core dump. */
const OUT_OF_MEMORY = 'SIGUSR2'

setInterval(() => {
  const orphaned = process.ppid !== workerData
  if (orphaned) process.kill(process.pid, 'SIGKILL')
  // Not SIGKILL, which the system sends when other processes have used up the memory.
  if (process.memoryUsage.rss() > MAX_MEMORY) process.kill(process.pid, OUT_OF_MEMORY)
}, LOOK_EVERY)
