import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import type { FoundModule } from '../api/search.ts'
import { Chip } from '../components/chip.tsx'
import { Moment } from '../components/moment.tsx'
import { counted, formatNumber } from '../components/numbers.ts'
import { Tile } from '../components/tile.tsx'
import { Matches } from './matches.tsx'

/** One link for the module, and one for each reason why it was found. */
export function ModuleRow({ org, module }: { org: string; module: FoundModule }) {
  const { attributes } = module
  const { namespace, name, provider, description, downloads, labels, 'registry-name': registry } = attributes
  const latest = attributes['latest-version']
  const published = attributes['last-published-at']
  const detail = attributes['status-detail']
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
            <span>
              {namespace !== org && <span className="muted">{namespace} / </span>}
              <strong>{name}</strong> <span className="muted">/ {provider}</span>
            </span>
            {latest !== null && <code>{latest}</code>}
            <Chips org={org} module={module} />
          </span>
          {description !== '' && <span className="row-text">{description}</span>}
          {detail !== null && <span className="row-text reason">{detail}</span>}
          {labels.length > 0 && (
            <span className="subtle">{labels.map(({ key, value }) => (value === '' ? key : `${key}: ${value}`)).join(' · ')}</span>
          )}
        </span>
        <span className="row-end">
          {latest !== null && (
            <span title={counted(downloads, 'download')}>
              <Download size={13} aria-hidden /> {formatNumber(downloads)}
              <span className="hidden"> {downloads === 1 ? 'download' : 'downloads'}</span>
            </span>
          )}
          {published !== null && <Moment at={published} />}
        </span>
      </Link>
      <Matches org={org} module={module} />
    </li>
  )
}

function Chips({ org, module: { attributes, relationships } }: { org: string; module: FoundModule }) {
  const { status, versions, deprecated, 'registry-name': registry } = attributes
  const owner = relationships.organization.data.id
  return (
    <>
      {registry === 'public' && <Chip>Public</Chip>}
      {owner !== org && <Chip meaning="info">Shared by {owner}</Chip>}
      {attributes['no-code'] && <Chip>No-code</Chip>}
      {deprecated && <Chip meaning="warn">Deprecated</Chip>}
      {status === 'pending' && <Chip meaning="info">Waiting</Chip>}
      {status === 'no_version_tags' && <Chip meaning="warn">No release tag</Chip>}
      {status === 'setup_failed' && <Chip meaning="danger">Set-up failed</Chip>}
      {versions.failed > 0 && <Chip meaning="danger">{counted(versions.failed, 'failed version')}</Chip>}
      {versions.unfinished > 0 && <Chip meaning="info">{counted(versions.unfinished, 'version')} on the way</Chip>}
    </>
  )
}
