import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isNotFound } from '../../../api/client/failures.ts'
import { isApp, modulesOfConnection } from '../../../api/version-control/activity.ts'
import { type Connection, connectionQuery } from '../../../api/version-control/connections.ts'
import { Bar } from '../../../components/bar.tsx'
import { Chip } from '../../../components/chip.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { usePageTitle } from '../../../components/page-title.ts'
import { NotFound } from '../../../shell/not-found.tsx'
import { ReturnBar } from '../return-to.tsx'
import { nameOf, stateOf } from '../state.ts'
import { useRefusal, WhoMay } from '../who-may.tsx'
import { AppPage } from './app-page.tsx'
import { AutoPublish } from './auto-publish.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import { Credential } from './credential.tsx'
import { Deletion } from './deletion.tsx'
import { Modules } from './modules.tsx'
import { Repositories } from './repositories.tsx'
import { Test } from './test.tsx'

/** A connection: whether it works, what it can read, and what comes through it. */
export function ConnectionPage() {
  const { id } = useParams({ from: '/$org/settings/version-control/$id' })
  return isApp(id) ? <AppPage id={id} /> : <ClientPage id={id} />
}

function ClientPage({ id }: { id: string }) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const connection = useQuery(connectionQuery(id))
  usePageTitle(connection.data === undefined ? 'VCS provider' : nameOf(connection.data.client), org)
  if (isNotFound(connection.error)) return <NotFound />
  return (
    <Loaded query={connection} what="The connection">
      {(found) => (
        <>
          <Heading connection={found} />
          <ReturnBar />
          <Parts connection={found} />
        </>
      )}
    </Loaded>
  )
}

function Heading({ connection }: { connection: Connection }) {
  const { client, token } = connection
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const { label, meaning, text } = stateOf(connection)
  const modules = useQuery(modulesOfConnection(client.id))
  const hasModules = token !== undefined && modules.data !== undefined && modules.data.total > 0
  return (
    <>
      <p>
        <Link to="/$org/settings/version-control" params={{ org }}>
          VCS providers
        </Link>
      </p>
      <h1>
        {nameOf(client)} <Chip meaning={meaning}>{label}</Chip>
      </h1>
      {text !== undefined && (
        <Bar meaning={meaning} action={hasModules && <a href="#modules">Its modules</a>}>
          {text}
          {hasModules && ' Its modules stay as they are, and get no new versions meanwhile.'}
        </Bar>
      )}
    </>
  )
}

function Parts({ connection }: { connection: Connection }) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const { client, token } = connection
  const refusal = useRefusal(org)
  const canList = client.attributes['service-provider'] !== 'git'
  return (
    <>
      {refusal !== undefined && <WhoMay org={org} />}
      <Credential connection={connection} refusal={refusal} />
      {token !== undefined && <Test key={token.id} connection={connection} tokenId={token.id} refusal={refusal} />}
      <Modules id={client.id} />
      {token !== undefined && canList && <Repositories tokenId={token.id} />}
      {canList && <AutoPublish client={client} refusal={refusal} />}
      <ConnectionFacts client={client} />
      <Deletion id={client.id} name={nameOf(client)} what="connection" refusal={refusal} />
    </>
  )
}
