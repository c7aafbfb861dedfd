import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { isNotFound } from '../../../api/client/failures.ts'
import { connectionsQuery, githubAppsQuery } from '../../../api/version-control/connections.ts'
import { ButtonLink } from '../../../components/links.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { usePageTitle } from '../../../components/page-title.ts'
import { ReturnBar } from '../return-to.tsx'
import { useRefusal, WhoMay } from '../who-may.tsx'
import { AppItem } from './app-item.tsx'
import { ConnectionItem } from './connection-item.tsx'

/** Which git hosts the organization is connected to, and whether that works. */
export function ConnectionListPage() {
  const { org } = useParams({ from: '/$org/settings/version-control' })
  const connections = useQuery(connectionsQuery(org))
  const { data: apps = [] } = useQuery(githubAppsQuery(org))
  const refusal = useRefusal(org)
  usePageTitle('VCS providers', org)
  return (
    <>
      <div className="with-action">
        <h1>VCS providers</h1>
        {refusal === undefined && !isNotFound(connections.error) && (
          <ButtonLink component="a" to="/$org/settings/version-control/add" params={{ org }}>
            Add a VCS provider
          </ButtonLink>
        )}
      </div>
      {isNotFound(connections.error) ? (
        <WhoMay org={org} />
      ) : (
        <>
          <ReturnBar />
          <Loaded query={connections} what="The list of VCS providers">
            {(all) =>
              all.length + apps.length === 0 ? (
                <p className="panel padded">
                  No git host is connected yet. A connection lets {org} publish modules from repositories, and notices new tags.
                </p>
              ) : (
                <ul className="rows panel">
                  {apps.map((app) => (
                    <AppItem key={app.id} app={app} />
                  ))}
                  {all.map((connection) => (
                    <ConnectionItem key={connection.client.id} connection={connection} />
                  ))}
                </ul>
              )
            }
          </Loaded>
          {refusal !== undefined && <WhoMay org={org} />}
        </>
      )}
    </>
  )
}
