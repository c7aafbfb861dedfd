import { useQuery } from '@tanstack/react-query'
import { downloadsQuery, type ModuleAddress } from '../api/modules.ts'
import { counted, formatNumber } from '../components/numbers.ts'

const HEIGHT = 28
const STEP = 4
const MONTH = 4

/** Of all versions, a bar for each week of the last year. */
export function DownloadWeeks({ address }: { address: ModuleAddress }) {
  const { data: weeks = [] } = useQuery(downloadsQuery(address))
  const highest = Math.max(0, ...weeks.map(({ downloads }) => downloads))
  const recent = weeks.slice(-MONTH).reduce((sum, { downloads }) => sum + downloads, 0)
  if (highest === 0) return null
  const text = `All versions: ${counted(recent, 'download')} in the last ${MONTH} weeks, ${formatNumber(highest)} in the best week of the year`
  return (
    <>
      <svg className="weeks" width={weeks.length * STEP} height={HEIGHT} role="img" aria-label={text}>
        <title>{text}</title>
        {weeks.map(({ downloads, 'starts-on': start }, index) => {
          const height = downloads === 0 ? 1 : Math.max(3, (downloads / highest) * HEIGHT)
          return <rect key={start} x={index * STEP} y={HEIGHT - height} width={STEP - 1} height={height} />
        })}
      </svg>
      <span className="subtle">
        {formatNumber(recent)} of all versions in {MONTH} weeks
      </span>
    </>
  )
}
