import { Link } from '@tanstack/react-router'
import { parseVersion } from '../../api/versions.ts'
import { Chip } from '../../components/chip.tsx'
import type { PageState } from '../page-state.ts'
import { paramsOf, VERSION } from '../routes.ts'
import { stateOf } from '../states.ts'

/** By major version: within one, an update should break nothing. */
export function Versions({ page }: { page: PageState }) {
  if (page.versions.length === 0) return <p className="panel padded">There are no versions yet.</p>
  const byMajor = Map.groupBy(page.versions, ({ version }) => parseVersion(version).core[0])
  return [...byMajor].map(([major, versions]) => (
    <section key={major}>
      <h2>{major}.x</h2>
      <ul className="items panel">
        {versions.map((each) => (
          <VersionItem key={each.version} page={page} version={each} />
        ))}
      </ul>
    </section>
  ))
}

function VersionItem({ page, version: { version, status, error } }: { page: PageState; version: PageState['versions'][number] }) {
  const { address, module, shown, latest } = page
  const { label, meaning } = stateOf(status)
  return (
    <li className={version === shown ? 'item shown-version' : 'item'}>
      <h3>
        <Link to={VERSION} params={{ ...paramsOf(address), version }} {...(version === shown && { 'aria-current': 'true' })}>
          {version}
        </Link>
        {version === latest && <Chip meaning="ok">Latest</Chip>}
        {status !== 'ok' && <Chip meaning={meaning}>{label}</Chip>}
        {module.attributes['revoked-versions'].includes(version) && <Chip meaning="danger">Revoked</Chip>}
      </h3>
      {error !== undefined && <p className="reason">{error}</p>}
    </li>
  )
}
