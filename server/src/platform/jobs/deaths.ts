// Whose fault it is when the process dies while it runs a job: the job's, or anything else's.

/**
 * So many deaths in a row make a death the job's own fault. Anything may end a process, and again and again: an operator, a
 * system without memory, a host that restarts. What the job does itself, it does every time. Deaths cost no attempt, and
 * they are forgotten when the job lives through one, gets further, or waits while the process dies.
 */
export const MAX_DEATHS = 30

/**
 * From the second death on, a job waits a second longer each time, so that the server answers requests in between and may
 * die without it. And up to twice as long, each job in its own way: of jobs that ran together, the guilty one dies alone.
 */
export const PAUSE_MS = 1000

export const OWN_FAULT = `the process died ${MAX_DEATHS} times in a row while it ran the job`
