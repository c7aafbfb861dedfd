import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { ADD } from '../../addresses/add-module.ts'
import { connectionsQuery } from '../../api/publishing.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Candidates } from './candidates.tsx'
import { Connections, NoConnection } from './connections.tsx'
import { ExactRepository } from './exact-repository.tsx'
import { Requirements } from './requirements.tsx'

/** Where the module comes from. */
export function RepositoryStep() {
  const { org } = useParams({ from: ADD })
  const search = useSearch({ from: ADD })
  const connections = useQuery(connectionsQuery(org))
  return (
    <Loaded query={connections} what="The connections to git hosts">
      {(all) => {
        const usable = all.filter(({ problem }) => problem === undefined)
        const chosen = all.find(({ id }) => id === search.connection) ?? (usable.length === 1 ? usable[0] : undefined)
        return (
          <div className="with-requirements">
            <div className="found">
              {all.length === 0 ? <NoConnection /> : <Connections all={all} chosen={chosen} />}
              {chosen?.hasList === true && <Candidates key={chosen.id} connection={chosen} />}
              {chosen !== undefined && <ExactRepository key={`exact ${chosen.id}`} connection={chosen} />}
            </div>
            <Requirements serviceProvider={chosen?.serviceProvider} />
          </div>
        )
      }}
    </Loaded>
  )
}
