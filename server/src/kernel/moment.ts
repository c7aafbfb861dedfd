const LATEST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** @returns milliseconds; undefined when the text is not in ISO 8601, is not in the calendar, or is after the year 9999 */
export function momentOf(text: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(T|$)/.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  // Otherwise the 31st of February would be the 3rd of March.
  if (new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) || time > LATEST_MOMENT ? undefined : time
}
