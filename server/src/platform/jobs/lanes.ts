// Lanes: the jobs of one lane share slots. Jobs of different lanes share only the database.

/**
 * The slots of each lane in one process. To add a lane, add a line. The numbers are small, because answering requests comes first.
 * A job that takes longer than `PATIENCE_MS` goes on without a slot, so that nobody's slow host or large repository fills a lane.
 */
export const LANES = {
  /** fetches repositories and imports their versions */
  imports: 4,
  /** lists the repositories of hosts, and the references of repositories */
  looks: 4,
  /** imports uploaded archives */
  uploads: 2,
  /** sets up and removes webhooks at hosts */
  webhooks: 4,
  /** queues periodic work that is due */
  clock: 1,
  /** deletes what is no longer needed */
  upkeep: 1,
} as const

export type Lane = keyof typeof LANES

/** Priority within a lane. Stored as a number; smaller ones go first. */
export const PRIORITIES = {
  /** a user waits for it */
  asked: 0,
  /** the schedule asked for it */
  due: 10,
} as const

export type Priority = keyof typeof PRIORITIES

/** The organization and host whose turn a job takes. */
export interface Turn {
  organization?: string
  /** the git host that the job calls */
  host?: string
}

/** A job that takes longer leaves its slot to others, and goes on. */
export const PATIENCE_MS = 3000

/** So many jobs may go on without a slot, for each slot. Most of them wait for a slow host, which costs little. */
const LONG_JOBS_PER_SLOT = 6

/** When these places are taken too and others wait, a job that waits for its host for so long gives way, and is tried again later. */
export const MAX_STANDSTILL_MS = 30_000

export function maxLongJobs(slots: number): number {
  return slots * LONG_JOBS_PER_SLOT
}

/** Slots of a lane that the jobs of one host may hold, and jobs that one organization may run at one host. */
export function slotsPerHost(slots: number): number {
  return Math.ceil(slots / 2)
}

/** Jobs that one organization may run in a lane, with or without a slot, however many slow hosts it has. */
export function slotsPerOrganization(slots: number): number {
  return Math.max(1, slots - 1)
}
