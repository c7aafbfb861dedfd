import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type GithubApp, githubAppsQuery, installationsQuery } from '../../../api/version-control/connections.ts'
import { Chip } from '../../../components/chip.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { usePageTitle } from '../../../components/page-title.ts'
import { NotFound } from '../../../shell/not-found.tsx'
import { ReturnBar } from '../return-to.tsx'
import { useRefusal } from '../who-may.tsx'
import { Deletion } from './deletion.tsx'
import { Modules } from './modules.tsx'

/** A GitHub App: where it is installed, and what comes through it. */
export function AppPage({ id }: { id: string }) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const apps = useQuery(githubAppsQuery(org))
  usePageTitle('GitHub App', org)
  return (
    <Loaded query={apps} what="The GitHub App">
      {(all) => {
        const app = all.find((each) => each.id === id)
        return app === undefined ? <NotFound /> : <Parts app={app} />
      }}
    </Loaded>
  )
}

function Parts({ app: { id, attributes } }: { app: GithubApp }) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const refusal = useRefusal(org)
  const installations = useQuery(installationsQuery(org, id))
  return (
    <>
      <p>
        <Link to="/$org/settings/version-control" params={{ org }}>
          VCS providers
        </Link>
      </p>
      <h1>
        {attributes.name} <Chip>GitHub App</Chip>
      </h1>
      <ReturnBar />
      <section className="panel padded">
        <h2>Installations</h2>
        <Loaded query={installations} what="The list of installations" lines={2}>
          {(found) =>
            found.length === 0 ? (
              <p>It is not installed yet. An owner of the GitHub organization may have to approve it first.</p>
            ) : (
              <ul className="plain">
                {found.map(({ id: installation, attributes: { name, 'installation-url': url } }) => (
                  <li key={installation}>
                    {name} <a href={url}>Choose its repositories at GitHub</a>{' '}
                    <a href={`/app/${encodeURIComponent(org)}/registry/modules/add?connection=${installation}`}>
                      Publish modules from them
                    </a>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <p>
          <a href={attributes['install-url']}>Install it for another account</a>
        </p>
      </section>
      <Modules id={id} />
      <Deletion id={id} name={attributes.name} what="GitHub App" refusal={refusal} />
    </>
  )
}
