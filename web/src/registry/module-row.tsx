import { Link } from '@tanstack/react-router'
import type { ModuleResource } from '../api/modules.ts'
import { byVersion, isPrerelease } from '../api/versions.ts'
import { Chip } from '../components/chip.tsx'
import { Moment } from '../components/moment.tsx'
import { counted } from '../components/numbers.ts'
import { Tile } from '../components/tile.tsx'

/** One link, so that the list has one tab stop for each module. */
export function ModuleRow({ org, module: { attributes, relationships } }: { org: string; module: ModuleResource }) {
  const { namespace, name, provider, status } = attributes
  const registry = attributes['registry-name']
  const owner = relationships.organization.data.id
  const statuses = attributes['version-statuses']
  const published = statuses.filter((version) => version.status === 'ok').map(({ version }) => version)
  const failed = statuses.filter((version) => version.error !== undefined).length
  const latest = published.toSorted(byVersion).find((version) => !isPrerelease(version)) ?? published[0]
  return (
    <li>
      <Link
        to="/$org/registry/modules/$registry/$namespace/$name/$provider"
        params={{ org, registry, namespace, name, provider }}
        className="row"
      >
        <Tile provider={provider} />
        <span className="row-body">
          <span className="row-title">
            <strong>{name}</strong> <span className="muted">/ {provider}</span> {latest !== undefined && <code>{latest}</code>}
            {registry === 'public' && <Chip>Public</Chip>}
            {owner !== org && registry === 'private' && <Chip meaning="info">Shared by {owner}</Chip>}
            {attributes['no-code'] && <Chip>No-code</Chip>}
            <ModuleState status={status} />
            {failed > 0 && <Chip meaning="danger">{counted(failed, 'failed version')}</Chip>}
          </span>
          {namespace !== org && <span className="subtle">{namespace}</span>}
          {attributes['status-detail'] !== null && <span className="subtle">{attributes['status-detail']}</span>}
        </span>
        <span className="row-end">
          <span>{published.length > 0 && counted(published.length, 'version')}</span>
          <Moment at={attributes['updated-at']} />
        </span>
      </Link>
    </li>
  )
}

function ModuleState({ status }: { status: ModuleResource['attributes']['status'] }) {
  if (status === 'pending') return <Chip meaning="info">Waiting</Chip>
  if (status === 'no_version_tags') return <Chip meaning="warn">No release tag</Chip>
  if (status === 'setup_failed') return <Chip meaning="danger">Set-up failed</Chip>
  return null
}
