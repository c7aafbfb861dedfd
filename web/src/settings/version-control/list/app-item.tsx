import { Link, useParams } from '@tanstack/react-router'
import type { GithubApp, Installation } from '../../../api/version-control/connections.ts'
import { Chip } from '../../../components/chip.tsx'
import { Tile } from '../../../components/tile.tsx'
import { Activity } from './activity.tsx'

interface AppItemProps {
  app: GithubApp
  /** of all apps of the organization */
  installations: readonly Installation[]
}

/** One line about a GitHub App. */
export function AppItem({ app, installations }: AppItemProps) {
  const { org } = useParams({ from: '/$org/settings/version-control' })
  const accounts = installations.map(({ attributes }) => attributes.name)
  return (
    <li>
      <Link to="/$org/settings/version-control/$id" params={{ org, id: app.id }} className="row">
        <Tile provider="GitHub" />
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
