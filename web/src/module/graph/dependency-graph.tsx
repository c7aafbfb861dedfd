import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { localPath } from '../../addresses/local-path.ts'
import { EXAMPLE, MODULE, paramsOf, SUBMODULE, VERSION } from '../../addresses/module.ts'
import { type Directory, directoryQuery, type ModuleAddress } from '../../api/modules.ts'
import { HOST } from '../../api/page-facts.ts'
import { graphOf, MAX_NODES, type Needs } from './graph.ts'
import { HEIGHT, layoutOf, type Placed, WIDTH } from './layout.ts'
import { ownSourceOf } from './own-source.ts'
import { shownSource } from './shown-source.ts'

/** Every one is a request. */
const MAX_DIRECTORIES = 30

interface GraphProps {
  address: ModuleAddress
  directory: Directory
}

/** Drawn where there is more to see than a list of providers. The lists below say the same. */
export function DependencyGraph({ address, directory }: GraphProps) {
  const client = useQueryClient()
  const { data: known } = useQuery(packageQuery(client, address, directory))
  const layout = useMemo(() => {
    if (known === undefined) return undefined
    const graph = graphOf(directory.path, known)
    return graph.nodes.length > MAX_NODES ? undefined : layoutOf(graph)
  }, [known, directory])
  if (directory['module-calls'].length === 0 || layout === undefined) return null
  const { width, height, nodes, curves } = layout
  return (
    <section>
      <h2>Graph</h2>
      <div className="graph panel" role="region" aria-label="Graph of dependencies" tabIndex={0}>
        <ul className="plain" style={{ width, height }}>
          <li aria-hidden className="graph-lines">
            <svg width={width} height={height}>
              {curves.map((curve) => (
                <path key={curve} d={curve} />
              ))}
            </svg>
          </li>
          {nodes.map((node) => (
            <li
              key={node.id}
              className={`graph-node graph-${node.kind}`}
              style={{ left: node.x, top: node.y, width: WIDTH, height: HEIGHT }}
            >
              <NodeName node={node} address={address} version={directory.version} />
              <span className="subtle">{node.version || WORDS[node.kind]}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

const WORDS = { directory: 'in this package', module: 'any version', provider: 'any version' } as const

function NodeName({ node: { kind, name }, address, version }: { node: Placed; address: ModuleAddress; version: string }) {
  const params = { ...paramsOf(address), version }
  const search = { tab: 'dependencies' } as const
  const own = name.toLowerCase().startsWith(`${HOST}/`) ? name.slice(HOST.length + 1) : name
  const text = <code title={shownSource(name)}>{shownSource(own) || address.name}</code>
  if (kind === 'directory') {
    const [folder, ...rest] = name.split('/')
    const at = { ...params, _splat: rest.join('/') }
    if (name === '') return <Link to={VERSION} params={params} search={search} children={text} />
    if (folder === 'modules') return <Link to={SUBMODULE} params={at} search={search} children={text} />
    if (folder === 'examples') return <Link to={EXAMPLE} params={at} search={search} children={text} />
    return text
  }
  const called = kind === 'module' ? ownSourceOf(name, HOST) : undefined
  if (called !== undefined) {
    return <Link to={MODULE} params={{ org: address.organization, registry: 'private', ...called }} children={text} />
  }
  return text
}

/** What is known of the directory and of those that it leads to. */
function packageQuery(client: QueryClient, address: ModuleAddress, directory: Directory) {
  return queryOptions({
    queryKey: ['package', address, directory.version, directory.path],
    queryFn: async (): Promise<ReadonlyMap<string, Needs>> => {
      const known = new Map<string, Needs>([[directory.path, directory]])
      let next = calledBy(directory)
      while (next.length > 0 && known.size < MAX_DIRECTORIES) {
        const wanted = [...new Set(next)].filter((path) => !known.has(path)).slice(0, MAX_DIRECTORIES - known.size)
        const found = await Promise.all(wanted.map((path) => client.ensureQueryData(directoryQuery(address, directory.version, path))))
        for (const [index, path] of wanted.entries()) known.set(path, found[index] ?? { providers: [], 'module-calls': [] })
        next = found.flatMap((each) => (each === null ? [] : calledBy(each)))
      }
      return known
    },
  })
}

function calledBy({ path, 'module-calls': calls }: Directory): string[] {
  return calls.flatMap(({ source }) => localPath(path, source) ?? [])
}
