import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { MODULE, SETTINGS } from '../../../addresses/module.ts'
import type { ModuleResource } from '../../../api/modules.ts'
import { modulesOfConnection } from '../../../api/version-control/activity.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { counted } from '../../../components/numbers.ts'

/** What comes through the connection, and so is affected when it stops. */
export function Modules({ id }: { id: string }) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const query = useQuery(modulesOfConnection(id))
  return (
    <section className="panel padded" id="modules">
      <h2>Modules</h2>
      <Loaded query={query} what="The list of modules" lines={2}>
        {({ modules, total }) =>
          total === 0 ? (
            <p>No module comes from it yet.</p>
          ) : (
            <>
              <p>{counted(total, 'module')} from its repositories.</p>
              <ModuleNames modules={modules} total={total} />
            </>
          )
        }
      </Loaded>
      <p>
        <Link to="/$org/settings/version-control/$id/events" params={{ org, id }}>
          What the host delivered
        </Link>
      </p>
    </section>
  )
}

interface ModuleNamesProps {
  modules: readonly ModuleResource[]
  total: number
  /** They need another connection, which their settings choose. */
  areLeaving?: boolean
}

export function ModuleNames({ modules, total, areLeaving = false }: ModuleNamesProps) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  return (
    <ul className="plain">
      {modules.map(({ id, attributes }) => (
        <li key={id}>
          <Link to={areLeaving ? SETTINGS : MODULE} params={{ ...paramsOf(attributes), org }}>
            {attributes.name}/{attributes.provider}
          </Link>{' '}
          <span className="subtle">{attributes['vcs-repo']?.identifier}</span>
        </li>
      ))}
      {total > modules.length && <li>and {counted(total - modules.length, 'more module')}</li>}
    </ul>
  )
}

function paramsOf({ 'registry-name': registry, namespace, name, provider }: ModuleResource['attributes']) {
  return { registry, namespace, name, provider }
}
