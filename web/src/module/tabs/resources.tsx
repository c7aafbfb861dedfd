import type { Directory, InspectedResource } from '../../api/modules.ts'
import { Place } from './place.tsx'

const SECTIONS = [
  { mode: 'managed', title: 'Resources' },
  { mode: 'data', title: 'Data sources' },
  { mode: 'ephemeral', title: 'Ephemeral resources' },
] as const

/** What a module creates, and what it reads. */
export function Resources({ directory: { resources } }: { directory: Directory }) {
  if (resources.length === 0) return <p className="panel padded">It creates no resources, and reads none.</p>
  return SECTIONS.map(({ mode, title }) => (
    <OfMode key={mode} title={title} resources={resources.filter((resource) => resource.mode === mode)} />
  ))
}

/** By type, because readers look for what a module creates. */
function OfMode({ title, resources }: { title: string; resources: readonly InspectedResource[] }) {
  if (resources.length === 0) return null
  const byType = Map.groupBy(resources, ({ type }) => type)
  const types = [...byType].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return (
    <section>
      <h2>
        {title} <span className="muted">{resources.length}</span>
      </h2>
      <ul className="items panel">
        {types.map(([type, own]) => (
          <li key={type} className="item">
            <h3>
              <code>{type}</code>
            </h3>
            <ul className="names">
              {own.map((resource) => (
                <li key={resource.name}>
                  <code>{resource.name}</code> <Place of={resource} />
                  {resource.provider.alias !== null && (
                    <span className="subtle">
                      {' '}
                      by {resource.provider.name}.{resource.provider.alias}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}
