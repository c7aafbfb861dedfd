import { Link, useParams } from '@tanstack/react-router'
import type { Connection } from '../../../api/version-control/connections.ts'
import { Chip } from '../../../components/chip.tsx'
import { Tile } from '../../../components/tile.tsx'
import { hostOf } from '../hosts/hosts.ts'
import { hostNameOf, nameOf, stateOf, usesOAuth } from '../state.ts'
import { Activity } from './activity.tsx'

/** One line about a connection. */
export function ConnectionItem({ connection }: { connection: Connection }) {
  const { org } = useParams({ from: '/$org/settings/version-control' })
  const { client, token } = connection
  const { 'http-url': url, 'service-provider-display-name': kind, 'auto-publish': publishes } = client.attributes
  const state = stateOf(connection)
  const user = token?.attributes['service-provider-user']
  return (
    <li>
      <Link to="/$org/settings/version-control/$id" params={{ org, id: client.id }} className="row">
        <Tile provider={hostOf(client.attributes['service-provider'])?.letters ?? kind} />
        <span className="row-body">
          <span className="row-title">
            <strong>{nameOf(client)}</strong> <Chip meaning={state.meaning}>{state.label}</Chip>
            {publishes && <Chip>Publishes automatically</Chip>}
          </span>
          <span className="row-text">
            {kind}, {usesOAuth(connection) ? 'OAuth application' : 'access token'}
            {client.attributes.name && <> at {hostNameOf(url)}</>}
            {user && <>, as {user}</>}
          </span>
          {state.text && <span className="row-text">{state.text}</span>}
        </span>
        <Activity id={client.id} />
      </Link>
    </li>
  )
}
