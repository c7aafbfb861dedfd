import { Link } from '@tanstack/react-router'
import { MODULE, moduleSearch, SUBMODULE } from '../addresses/module.ts'
import type { FoundModule, Match } from '../api/search.ts'

const KIND_WORDS: Record<Match['kind'], string> = {
  input: 'input',
  output: 'output',
  resource: 'resource',
  data: 'data source',
  submodule: 'submodule',
  readme: 'README',
}

/** Why a module was found, each a link to the very place. Those of submodules say so. */
export function Matches({ org, module }: { org: string; module: FoundModule }) {
  const matches = module.meta?.matches ?? []
  if (matches.length === 0) return null
  return (
    <ul className="matches" aria-label={`Why ${module.attributes.name} matches`}>
      {matches.map((match) => (
        <li key={`${match.kind} ${match.path} ${match.name}`}>
          <MatchLink org={org} module={module} match={match} />
          {match.path !== '' && match.kind !== 'submodule' && <span className="subtle"> in {match.path}</span>}
        </li>
      ))}
    </ul>
  )
}

function MatchLink({ org, module: { attributes }, match }: { org: string; module: FoundModule; match: Match }) {
  const { namespace, name, provider, 'registry-name': registry, 'latest-version': version } = attributes
  const params = { org, registry, namespace, name, provider }
  const [query = '', hash = ''] = match.anchor.split('#')
  const place = { search: moduleSearch(Object.fromEntries(new URLSearchParams(query))), ...(hash !== '' && { hash }) }
  const text = (
    <>
      <span aria-hidden="true">↳ </span>
      {KIND_WORDS[match.kind]} {match.kind === 'readme' ? <q>{match.name}</q> : <code>{match.name}</code>}
    </>
  )
  if (match.path === '' || version === null) {
    return (
      <Link to={MODULE} params={params} {...place}>
        {text}
      </Link>
    )
  }
  return (
    <Link to={SUBMODULE} params={{ ...params, version, _splat: match.path }} {...place}>
      {text}
    </Link>
  )
}
