import { describe, expect, it } from 'vitest'
import { localPath } from '../../addresses/local-path.ts'
import { graphOf, type Needs } from './graph.ts'
import { HEIGHT, layoutOf, WIDTH } from './layout.ts'

const place = { file: 'main.tf', line: 1 }
const needs = (calls: readonly string[], providers: readonly string[] = []): Needs => ({
  'module-calls': calls.map((source, index) => ({ name: `m${index}`, source, version: '', ...place })),
  providers: providers.map((source) => ({
    name: source,
    namespace: 'hashicorp',
    source,
    version: '>= 5.0',
    'configuration-aliases': [],
    ...place,
  })),
})

describe('the path of a local source', () => {
  it.each([
    ['', './modules/nat', 'modules/nat'],
    ['modules/nat', '../..', ''],
    ['examples/full', '../../modules/nat/', 'modules/nat'],
    ['', '../elsewhere', undefined],
    ['', 'hashicorp/consul/aws', undefined],
    ['', '.hidden/x', undefined],
  ])('from %j, %j is %j', (from, source, expected) => {
    expect(localPath(from, source)).toBe(expected)
  })
})

describe('the graph of a module', () => {
  const known = new Map([
    ['', needs(['./modules/nat', './modules/zones', 'acme/label/null'], ['hashicorp/aws'])],
    ['modules/nat', needs(['../zones'], ['hashicorp/aws'])],
    ['modules/zones', needs([], ['hashicorp/aws'])],
  ])

  it('has what its submodules need, each once', () => {
    const { nodes, edges } = graphOf('', known)
    expect(nodes.map(({ name }) => name)).toEqual(['', 'modules/nat', 'modules/zones', 'acme/label/null', 'hashicorp/aws'])
    expect(edges).toHaveLength(7)
  })

  it('stands in columns: nothing to the left of what needs it, providers last', () => {
    const { nodes, width } = layoutOf(graphOf('', known))
    const x = (name: string) => nodes.find((node) => node.name === name)?.x ?? Number.NaN
    expect(x('')).toBe(0)
    expect(x('modules/zones')).toBeGreaterThan(x('modules/nat'))
    expect(x('hashicorp/aws')).toBe(Math.max(...nodes.map((node) => node.x)))
    expect(width).toBeGreaterThan(x('hashicorp/aws'))
    const places = nodes.map((node) => `${node.x} ${node.y}`)
    expect(new Set(places).size).toBe(places.length)
  })

  it('has no line that runs behind a node, as if it came from there', () => {
    const { nodes, curves } = layoutOf(graphOf('', known))
    const crossed = curves.flatMap((curve) => {
      const [, y, end] = / ([\d.]+) H([\d.]+)$/.exec(curve) ?? []
      return end === undefined ? [] : [{ y: Number(y), x: Number(end) - WIDTH }]
    })
    // From the module to its zones and to the provider.
    expect(crossed.length).toBeGreaterThan(0)
    for (const { x, y } of crossed) {
      expect(nodes.filter((node) => node.x === x && node.y <= y && y <= node.y + HEIGHT)).toEqual([])
    }
    for (const curve of curves) {
      const [start = 0, ...others] = [...curve.matchAll(/[MC ]([\d.]+) [\d.]+/g)].map(([, x]) => Number(x))
      expect(Math.max(...others) - start, curve).toBeLessThan(WIDTH)
    }
  })

  it('ends where directories call each other', () => {
    const circle = new Map([
      ['', needs(['./a'])],
      ['a', needs(['../b'])],
      ['b', needs(['../a', '..'])],
    ])
    expect(layoutOf(graphOf('', circle)).nodes).toHaveLength(3)
  })
})
