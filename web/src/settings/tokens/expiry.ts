// When a new token expires.

const DAY_MS = 24 * 60 * 60_000

export const CUSTOM = 'custom'
export const NEVER = 'never'
export const USUAL = '30'
export const LIFETIMES = [
  { value: '7', label: 'in 7 days' },
  { value: USUAL, label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: CUSTOM, label: 'on a day of my choice' },
  { value: NEVER, label: 'never' },
] as const

/**
 * @param lifetime one of `LIFETIMES`
 * @param lastDay `2030-01-31`, for `custom`
 * @param now milliseconds
 * @returns as the API takes it
 */
export function expiryOf(lifetime: string, lastDay: string, now: number): string {
  if (lifetime === NEVER) return NEVER
  if (lifetime === CUSTOM) return `${lastDay}T23:59:59Z`
  return new Date(now + Number(lifetime) * DAY_MS).toISOString()
}
