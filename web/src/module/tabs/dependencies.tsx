import type { Directory } from '../../api/modules.ts'

/** What is installed with it: providers, and the modules that it calls. */
export function Dependencies({ directory }: { directory: Directory }) {
  const { dependencies: modules, provider_dependencies: providers } = directory
  if (modules.length + providers.length === 0) return <p className="panel padded">It depends on nothing.</p>
  return (
    <>
      <List title="Providers" rows={providers.map(({ name, source, version }) => ({ name, source, version }))} />
      <List title="Modules" rows={modules} />
    </>
  )
}

interface Row {
  name: string
  source: string
  version: string
}

function List({ title, rows }: { title: string; rows: readonly Row[] }) {
  if (rows.length === 0) return null
  return (
    <section>
      <h2>
        {title} <span className="muted">{rows.length}</span>
      </h2>
      <div className="table panel" role="region" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Source</th>
              <th scope="col">Version</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, source, version }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  <code>{source}</code>
                </td>
                <td>{version === '' ? <span className="subtle">any</span> : <code>{version}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
