// Lanes: the jobs of one lane share slots. Jobs of different lanes share only the database.

/**
 * The slots of each lane in one process. To add a lane, add a line. The numbers are small, because answering requests comes first.
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

/** Slots of a lane that the jobs of one host may hold. A slow host leaves the others to everybody else. */
export function slotsPerHost(slots: number): number {
  return Math.ceil(slots / 2)
}

/** Slots of a lane that the jobs of one organization may hold, however many slow hosts it has. */
export function slotsPerOrganization(slots: number): number {
  return Math.max(1, slots - 1)
}
