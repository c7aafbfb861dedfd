import { Worker } from 'node:worker_threads'

/** For a process that reads untrusted files: it ends when the server is gone, or when it takes too much memory, whatever it does. */
export function endWithParent(): void {
  new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: process.ppid }).unref()
}
