// What a module, submodule or example needs, and what that needs in turn, as far as the package tells.

import { localPath } from '../../addresses/local-path.ts'
import type { Directory } from '../../api/modules.ts'

export type Kind = 'directory' | 'module' | 'provider'

export interface Node {
  /** unique in the graph */
  id: string
  kind: Kind
  /** the path of a directory; the source of a module or provider */
  name: string
  /** a constraint; empty without one */
  version: string
}

export interface Edge {
  from: string
  to: string
}

export interface Graph {
  /** that which was asked for first */
  nodes: Node[]
  edges: Edge[]
}

export type Needs = Pick<Directory, 'providers' | 'module-calls'>

/** Larger graphs show nothing that the list does not show better. */
export const MAX_NODES = 60

/**
 * @param start the path of the directory that was asked for
 * @param known what is known of the directories of the package, by path
 */
export function graphOf(start: string, known: ReadonlyMap<string, Needs>): Graph {
  const nodes = new Map<string, Node>()
  const edges = new Map<string, Edge>()
  const add = (node: Omit<Node, 'id'>) => {
    const id = `${node.kind} ${node.name} ${node.version}`
    if (!nodes.has(id)) nodes.set(id, { id, ...node })
    return id
  }
  const connect = (from: string, to: string) => edges.set(`${from}\n${to}`, { from, to })
  const waiting = [start]
  const seen = new Set(waiting)
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const from = add({ kind: 'directory', name: path, version: '' })
    const { providers, 'module-calls': calls } = known.get(path) ?? { providers: [], 'module-calls': [] }
    for (const { source, version } of calls) {
      const local = localPath(path, source)
      connect(
        from,
        local === undefined ? add({ kind: 'module', name: source, version }) : add({ kind: 'directory', name: local, version: '' }),
      )
      if (local === undefined || seen.has(local)) continue
      seen.add(local)
      waiting.push(local)
    }
    for (const { source, version } of providers) connect(from, add({ kind: 'provider', name: source, version }))
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] }
}
