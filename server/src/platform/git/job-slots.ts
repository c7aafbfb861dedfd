// Lets a fixed number of jobs run at a time; the others wait in order.

export interface JobSlots {
  run<T>(job: () => Promise<T>): Promise<T>
}

export function createJobSlots(count: number): JobSlots {
  const waiting: (() => void)[] = []
  let free = count
  const take = () =>
    new Promise<void>((resolve) => {
      if (free > 0) {
        free -= 1
        resolve()
      } else waiting.push(resolve)
    })
  const give = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async run(job) {
      await take()
      try {
        return await job()
      } finally {
        give()
      }
    },
  }
}
