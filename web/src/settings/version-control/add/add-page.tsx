import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { usePageTitle } from '../../../components/page-title.ts'
import { Tile } from '../../../components/tile.tsx'
import { type Host, WAYS, type Way, waysOf } from '../hosts/host.ts'
import { HOSTS, hostOf } from '../hosts/hosts.ts'
import { rememberReturn } from '../return-to.tsx'
import { useRefusal, WhoMay } from '../who-may.tsx'
import { AppSteps } from './app-steps.tsx'
import { OAuthForm } from './oauth-form.tsx'
import { TokenForm } from './token-form.tsx'

const ADD = '/$org/settings/version-control/add'

/** Connects the organization to a git host, step by step. */
export function AddConnectionPage() {
  const { org } = useParams({ from: ADD })
  const search = useSearch({ from: ADD })
  const refusal = useRefusal(org)
  const host = hostOf(search.host)
  usePageTitle('Add a VCS provider', org)
  useEffect(() => rememberReturn(search.return_to), [search.return_to])
  if (refusal !== undefined) {
    return (
      <>
        <h1>Add a VCS provider</h1>
        <WhoMay org={org} />
      </>
    )
  }
  if (host === undefined) return <HostChoice />
  const ways = waysOf(host)
  const how = ways.find((way) => way === search.how) ?? 'token'
  return (
    <>
      <h1>Add {host.name}</h1>
      <p>
        <Link to={ADD} params={{ org }} search={({ return_to }) => ({ ...(return_to !== undefined && { return_to }) })}>
          Choose another host
        </Link>
      </p>
      {ways.length > 1 && <WayChoice ways={ways} chosen={how} />}
      <Steps key={`${host.kind} ${how}`} host={host} how={how} />
    </>
  )
}

function Steps({ host, how }: { host: Host; how: Way }) {
  if (how === 'app') return <AppSteps host={host} />
  if (how === 'oauth' && host.oauth !== undefined) return <OAuthForm host={host} oauth={host.oauth} />
  return <TokenForm host={host} />
}

function HostChoice() {
  const { org } = useParams({ from: ADD })
  return (
    <>
      <h1>Add a VCS provider</h1>
      <p>Where are the repositories of your modules?</p>
      <ul className="hosts">
        {HOSTS.map((host) => (
          <li key={host.kind}>
            <Link to={ADD} params={{ org }} search={(before) => ({ ...before, host: host.kind })} className="panel host">
              <Tile provider={host.letters} />
              <span>
                <strong>{host.name}</strong>
                <span className="subtle">{namesOf(waysOf(host))}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function namesOf(ways: readonly Way[]): string {
  return ways.map((way) => WAYS[way]).join(', ')
}

function WayChoice({ ways, chosen }: { ways: readonly Way[]; chosen: Way }) {
  const { org } = useParams({ from: ADD })
  return (
    <nav aria-label="Kind of access" className="ways">
      {ways.map((way) => (
        <Link
          key={way}
          to={ADD}
          params={{ org }}
          search={(before) => ({ ...before, how: way })}
          replace
          className={way === chosen ? 'way chosen' : 'way'}
          {...(way === chosen && { 'aria-current': 'true' as const })}
        >
          {WAYS[way]}
        </Link>
      ))}
    </nav>
  )
}
