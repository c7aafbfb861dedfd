import { useQuery } from '@tanstack/react-query'
import { type SiteHealth, siteHealthQuery } from '../../api/administration/health.ts'
import { Bar } from '../../components/bar.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { counted, formatBytes, formatNumber } from '../../components/numbers.ts'
import { usePageTitle } from '../../components/page-title.ts'
import { Connections } from './connections.tsx'
import { FailedJobs } from './failed-jobs.tsx'
import { Jobs } from './jobs.tsx'

/** What works at the server, what waits and what fails. */
export function HealthPage() {
  const health = useQuery(siteHealthQuery)
  usePageTitle('Health', 'Site administration')
  return (
    <>
      <h1>Health</h1>
      <p className="subtle">Read again every 15 seconds while you look at this page.</p>
      <Loaded query={health} what="The health of the server" lines={8}>
        {(known) => (
          <>
            <div role="status">
              {health.failureReason !== null ? (
                <Bar meaning="danger">{health.failureReason.message} What follows is older.</Bar>
              ) : known.problem === null ? (
                <Bar meaning="ok">The server is ready.</Bar>
              ) : (
                <Bar meaning="danger">The server is not ready: {known.problem}</Bar>
              )}
            </div>
            <Server health={known} />
            <Jobs of={known.jobs} />
            <FailedJobs of={known['failed-jobs']} />
            <Connections health={known} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Server({ health: { archives, version, ...health } }: { health: SiteHealth }) {
  const damaged = health['damaged-archives']
  return (
    <section className="panel padded">
      <h2>Server</h2>
      <Facts
        of={[
          ['Version', version],
          ['Free space', formatBytes(health['free-bytes'])],
          ['Archives', archives === null ? 'not yet added up' : `${formatNumber(archives.count)} (${formatBytes(archives.bytes)})`],
          ['Damaged', damaged === 0 ? 'none' : `${counted(damaged, 'archive')}: their versions say what is wrong`],
        ]}
      />
    </section>
  )
}
