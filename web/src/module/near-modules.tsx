import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ModuleAddress, modulesQuery } from '../api/modules.ts'
import { MODULE } from './routes.ts'

const MAX_SHOWN = 5

/** Modules whose names have the longest word of the wanted one. */
export function NearModules({ address: { organization, name } }: { address: ModuleAddress }) {
  const [word = name] = name.split(/[-_]/).toSorted((one, other) => other.length - one.length)
  const { data } = useQuery(modulesQuery(organization, { q: word, page: 1 }))
  const near = data?.data.slice(0, MAX_SHOWN) ?? []
  if (near.length === 0) return null
  return (
    <>
      <p>Modules that you can see, with similar names:</p>
      <ul>
        {near.map(({ id, attributes: { namespace, name, provider, 'registry-name': registry } }) => (
          <li key={id}>
            <Link to={MODULE} params={{ org: organization, registry, namespace, name, provider }}>
              {namespace}/{name}/{provider}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
