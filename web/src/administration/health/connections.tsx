import { Link } from '@tanstack/react-router'
import type { SiteHealth } from '../../api/administration/health.ts'
import { counted } from '../../components/numbers.ts'

const PAUSES: Record<string, string> = {
  failing: 'because the host does not answer',
  rate_limited: 'because the host limits the rate of requests',
}

/** The connections to git hosts that do not work, and why. */
export function Connections({ health }: { health: SiteHealth }) {
  const total = health.connections.reduce((sum, { count }) => sum + count, 0)
  const { 'refused-connections': refused, 'paused-connections': paused } = health
  return (
    <section className="panel padded">
      <h2>Connections to git hosts</h2>
      <p>
        {total === 0
          ? 'No connections are known.'
          : `${counted(total, 'connection')}. ${refused.length === 0 ? 'No host refuses one.' : 'Hosts refuse those below: their modules get no new versions until somebody there gives them another credential.'}`}
      </p>
      {paused.map(({ reason, count }) => (
        <p key={reason}>
          {counted(count, 'connection')} paused {PAUSES[reason] ?? reason}. Terrace goes on by itself.
        </p>
      ))}
      {refused.length > 0 && (
        <ul className="items">
          {refused.map(({ organization, name, reason, 'http-url': url }, index) => (
            <li key={index} className="item">
              <h3>
                {name ?? url}, of{' '}
                <Link to="/settings/administration/organizations" search={{ q: organization }}>
                  {organization}
                </Link>
              </h3>
              <p className="subtle">{url}</p>
              <p>{reason ?? 'The host gave no reason.'}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
