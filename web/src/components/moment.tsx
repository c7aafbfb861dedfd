const UNITS = [
  ['year', 365 * 24 * 60 * 60],
  ['month', 30 * 24 * 60 * 60],
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
] as const
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })

/** How long ago, with the exact time of the reader's zone on hover and in print. */
export function Moment({ at }: { at: string }) {
  const exact = absolute.format(new Date(at))
  return (
    <time dateTime={at} title={exact} data-exact={exact}>
      {ago(new Date(at).getTime(), Date.now())}
    </time>
  )
}

function ago(then: number, now: number): string {
  const seconds = (then - now) / 1000
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size)
  return unit === undefined ? 'just now' : relative.format(Math.round(seconds / unit[1]), unit[0])
}
