import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type GithubApp, installationsQuery } from '../../../api/version-control/connections.ts'
import { Chip } from '../../../components/chip.tsx'
import { Tile } from '../../../components/tile.tsx'
import { Activity } from './activity.tsx'

/** One line about a GitHub App. */
export function AppItem({ app }: { app: GithubApp }) {
  const { org } = useParams({ from: '/$org/settings/version-control' })
  const { data: installations = [] } = useQuery(installationsQuery(org, app.id))
  const accounts = installations.map(({ attributes }) => attributes.name)
  return (
    <li>
      <Link to="/$org/settings/version-control/$id" params={{ org, id: app.id }} className="row">
        <Tile provider="GH" />
        <span className="row-body">
          <span className="row-title">
            <strong>{app.attributes.name}</strong>{' '}
            {accounts.length > 0 ? <Chip meaning="ok">Connected</Chip> : <Chip meaning="warn">Not installed</Chip>}
          </span>
          <span className="row-text">GitHub, GitHub App{accounts.length > 0 && <>, installed for {accounts.join(', ')}</>}</span>
        </span>
        <Activity id={app.id} />
      </Link>
    </li>
  )
}
