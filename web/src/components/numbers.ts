const number = new Intl.NumberFormat('en')
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const
const STEP = 1000

export function formatNumber(value: number): string {
  return number.format(value)
}

/** Decimal units, as the limits of quotas are given in. */
export function formatBytes(value: number): string {
  const power = value < STEP ? 0 : Math.min(Math.floor(Math.log10(value) / 3), UNITS.length - 1)
  const scaled = value / STEP ** power
  if (value === 1) return '1 byte'
  return `${power === 0 ? scaled : scaled.toFixed(1).replace('.0', '')} ${UNITS[power]}`
}

/** `1 module`, `2 modules` */
export function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`
}
