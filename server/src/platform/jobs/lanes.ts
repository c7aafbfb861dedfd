// Lanes: jobs that share slots, and with them nothing but the database with the jobs of other lanes.

/**
 * How many jobs of each lane one process works on at a time. A new lane is one line here. The numbers are small,
 * because answering requests comes first.
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
  /** asks for what is due */
  clock: 1,
  /** forgets what is no longer needed */
  upkeep: 1,
} as const

export type Lane = keyof typeof LANES

/** What goes first within a lane. Stored as a number; the smaller one goes first. */
export const PRIORITIES = {
  /** somebody waits for it */
  asked: 0,
  /** the clock wants it */
  due: 10,
} as const

export type Priority = keyof typeof PRIORITIES

/** Whose turn a job takes. */
export interface Turn {
  organization?: string
  /** the git host that the job calls */
  host?: string
}

/** How many of a lane's slots the jobs of one host may hold, so that a slow host leaves the others to everybody else. */
export function slotsPerHost(slots: number): number {
  return Math.ceil(slots / 2)
}

/** How many of a lane's slots the jobs of one organization may hold, however many slow hosts it has. */
export function slotsPerOrganization(slots: number): number {
  return Math.max(1, slots - 1)
}
