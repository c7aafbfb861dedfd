// Places the nodes of a graph in columns: what is needed stands to the right of what needs it, providers last.
import type { Graph, Node } from './graph.ts'

export interface Placed extends Node {
  x: number
  y: number
}

export interface Layout {
  width: number
  height: number
  nodes: Placed[]
  /** the curve of each edge, as the `d` of a path */
  curves: string[]
}

/** Of a node, in pixels. */
export const WIDTH = 176
export const HEIGHT = 58
const GAP_X = 36
const GAP_Y = 14

export function layoutOf(graph: Graph): Layout {
  const columns = columnsOf(graph)
  const highest = Math.max(...columns.map(({ length }) => length))
  const height = highest * (HEIGHT + GAP_Y) - GAP_Y
  const placed = new Map<string, Placed>()
  for (const [index, column] of columns.entries()) {
    const top = (height - (column.length * (HEIGHT + GAP_Y) - GAP_Y)) / 2
    const sorted = column.toSorted((one, other) => middleOf(one, graph, placed) - middleOf(other, graph, placed))
    for (const [row, node] of sorted.entries())
      placed.set(node.id, { ...node, x: index * (WIDTH + GAP_X), y: top + row * (HEIGHT + GAP_Y) })
  }
  const curves = graph.edges.flatMap(({ from, to }) => {
    const [left, right] = [placed.get(from), placed.get(to)]
    return left === undefined || right === undefined ? [] : [curve(left, right)]
  })
  return { width: columns.length * (WIDTH + GAP_X) - GAP_X, height, nodes: [...placed.values()], curves }
}

/** By the longest way from the first node. A package whose directories call each other in a circle has an end too. */
function columnsOf({ nodes, edges }: Graph): Node[][] {
  const depths = new Map(nodes.map(({ id }, index) => [id, index === 0 ? 0 : 1]))
  for (let round = 0; round < nodes.length; round++) {
    let isStable = true
    for (const { from, to } of edges) {
      const depth = (depths.get(from) ?? 0) + 1
      if (depth <= (depths.get(to) ?? 0) || depth >= nodes.length || to === nodes[0]?.id) continue
      depths.set(to, depth)
      isStable = false
    }
    if (isStable) break
  }
  const last = Math.max(0, ...nodes.filter(({ kind }) => kind !== 'provider').map(({ id }) => depths.get(id) ?? 0)) + 1
  const columnOf = ({ id, kind }: Node) => (kind === 'provider' ? last : (depths.get(id) ?? 0))
  const columns = Map.groupBy(nodes, columnOf)
  return [...columns.keys()].toSorted((one, other) => one - other).map((column) => columns.get(column) ?? [])
}

/** The height at which those stand that need it, so that lines cross less. */
function middleOf({ id }: Node, { edges }: Graph, placed: ReadonlyMap<string, Placed>): number {
  const heights = edges.flatMap(({ from, to }) => (to === id ? [placed.get(from)?.y ?? 0] : []))
  return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length
}

function curve(from: Placed, to: Placed): string {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2]
  const middle = (x1 + x2) / 2
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
}
