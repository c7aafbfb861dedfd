import type { Directory, InspectedResource } from '../../api/modules.ts'
import { Item } from './item.tsx'
import { Place } from './place.tsx'

const SECTIONS = [
  { mode: 'managed', title: 'Resources', anchor: 'resource' },
  { mode: 'data', title: 'Data sources', anchor: 'data' },
  { mode: 'ephemeral', title: 'Ephemeral resources', anchor: 'ephemeral' },
] as const

/** What a module creates, and what it reads. */
export function Resources({ directory: { resources } }: { directory: Directory }) {
  if (resources.length === 0) return <p className="panel padded">It creates no resources, and reads none.</p>
  return SECTIONS.map(({ mode, title, anchor }) => (
    <OfMode key={mode} title={title} anchor={anchor} resources={resources.filter((resource) => resource.mode === mode)} />
  ))
}

/** By type, because readers look for what a module creates. */
function OfMode({ title, anchor, resources }: { title: string; anchor: string; resources: readonly InspectedResource[] }) {
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
          <Item key={type} anchor={`${anchor}-${type}`} name={<code>{type}</code>}>
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
          </Item>
        ))}
      </ul>
    </section>
  )
}
