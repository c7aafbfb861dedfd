import type { Directory } from '../../api/modules.ts'

/** By type, because readers look for what a module creates. */
export function Resources({ directory: { resources } }: { directory: Directory }) {
  if (resources.length === 0) return <p className="panel padded">It creates no resources.</p>
  const byType = Map.groupBy(resources, ({ type }) => type)
  const types = [...byType].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return (
    <section>
      <h2>
        Resources <span className="muted">{resources.length}</span>
      </h2>
      <ul className="items panel">
        {types.map(([type, own]) => (
          <li key={type} className="item">
            <h3>
              <code>{type}</code>
            </h3>
            <ul className="names">
              {own.map(({ name }) => (
                <li key={name}>
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}
