// Places the nodes of a graph in columns: what is needed stands to the right of what needs it, providers last.
import type { Edge, Graph, Node } from './graph.ts'

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
  const { rows, lines } = linesOf(graph, columns)
  const height = Math.max(...rows.map(heightOf))
  const placed = new Map<string, Box>()
  for (const [index, row] of rows.entries()) {
    let y = (height - heightOf(row)) / 2
    for (const stop of row.toSorted((one, other) => middleOf(one.id, lines, placed) - middleOf(other.id, lines, placed))) {
      placed.set(stop.id, { ...stop, x: index * (WIDTH + GAP_X), y })
      y += stop.height + GAP_Y
    }
  }
  const nodes = graph.nodes.flatMap((node) => {
    const box = placed.get(node.id)
    return box === undefined ? [] : [{ ...node, x: box.x, y: box.y }]
  })
  const curves = lines.flatMap(({ from, to }) => {
    const [left, right] = [placed.get(from), placed.get(to)]
    return left === undefined || right === undefined ? [] : [curve(left, right)]
  })
  return { width: columns.length * (WIDTH + GAP_X) - GAP_X, height, nodes, curves }
}

/** A node, or the room that a line takes in a column that it crosses. */
interface Stop {
  id: string
  height: number
}

interface Box extends Stop {
  x: number
  y: number
}

/** A line that ran behind a node would seem to come from it. Lines to the same node share their room. */
function linesOf({ edges }: Graph, columns: readonly Node[][]): { rows: Stop[][]; lines: Edge[] } {
  const columnOf = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, index])))
  const rows = columns.map((column) => new Map(column.map(({ id }): [string, Stop] => [id, { id, height: HEIGHT }])))
  const lines = new Map<string, Edge>()
  for (const { from, to } of edges) {
    const end = columnOf.get(to) ?? 0
    let before = from
    for (let column = (columnOf.get(from) ?? 0) + 1; column < end; column++) {
      const id = `${column} ${to}`
      rows[column]?.set(id, { id, height: 0 })
      lines.set(`${before}\n${id}`, { from: before, to: id })
      before = id
    }
    lines.set(`${before}\n${to}`, { from: before, to })
  }
  return { rows: rows.map((row) => [...row.values()]), lines: [...lines.values()] }
}

function heightOf(row: readonly Stop[]): number {
  return row.reduce((sum, { height }) => sum + height + GAP_Y, -GAP_Y)
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
function middleOf(id: string, lines: readonly Edge[], placed: ReadonlyMap<string, Box>): number {
  const heights = lines.flatMap(({ from, to }) => (to === id ? [centerOf(placed.get(from))] : []))
  return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length
}

function centerOf(box: Box | undefined): number {
  return box === undefined ? 0 : box.y + box.height / 2
}

function curve(from: Box, to: Box): string {
  const [x1, y1, x2, y2] = [from.x + WIDTH, centerOf(from), to.x, centerOf(to)]
  const middle = (x1 + x2) / 2
  // Straight on where it crosses a column.
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}${to.height === 0 ? ` H${x2 + WIDTH}` : ''}`
}
