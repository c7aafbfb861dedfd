import type { Directory } from '../../api/modules.ts'
import { CalledModule } from '../graph/called-module.tsx'
import { DependencyGraph } from '../graph/dependency-graph.tsx'
import type { PageState } from '../state/page-state.ts'
import { Place } from './place.tsx'

/** What is installed with it: providers, and the modules that it calls. */
export function Dependencies({ directory, page: { address } }: { directory: Directory; page: PageState }) {
  const { providers, 'module-calls': modules } = directory
  if (modules.length + providers.length === 0) return <p className="panel padded">It depends on nothing.</p>
  return (
    <>
      <DependencyGraph key={directory.path} address={address} directory={directory} />
      <List title="Providers" rows={providers} organization={address.organization} />
      <List title="Modules" rows={modules} organization={address.organization} />
    </>
  )
}

interface Row {
  name: string
  source: string
  version: string
  file: string
  line: number
}

function List({ title, rows, organization }: { title: string; rows: readonly Row[]; organization: string }) {
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
              <th scope="col">Declared in</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, source, version, ...place }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  <CalledModule organization={organization} source={source} constraint={version} />
                </td>
                <td>
                  {version === '' ? <span className="subtle">{isLocal(source) ? 'in this package' : 'any'}</span> : <code>{version}</code>}
                </td>
                <td>
                  <Place of={place} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function isLocal(source: string): boolean {
  return source.startsWith('./') || source.startsWith('../')
}
