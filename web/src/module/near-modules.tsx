import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MODULE } from '../addresses/module.ts'
import { type ModuleAddress, modulesLike } from '../api/modules.ts'

const MAX_SHOWN = 5
const LETTERS = 3

/** Modules whose names begin a word like the wanted one does: typing mistakes come late in a word. */
export function NearModules({ address: { organization, name } }: { address: ModuleAddress }) {
  const [word = name] = name.split(/[-_]/).toSorted((one, other) => other.length - one.length)
  const { data } = useQuery(modulesLike(organization, word.slice(0, LETTERS)))
  const near =
    data?.data.toSorted((one, other) => common(other.attributes.name, name) - common(one.attributes.name, name)).slice(0, MAX_SHOWN) ?? []
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

/** How many letters two names begin with alike. */
function common(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}
