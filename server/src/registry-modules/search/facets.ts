// How many modules there are of each kind, in a selection of which each kind is a part. Pure.
import { MODULE_STATES, type ModuleState } from '../catalogue/module-summary-rows.ts'
import type { AlikeModules, Matching } from './matching-rows.ts'
import { SOURCES, type Source } from './query-text.ts'

export interface Count<Value> {
  value: Value
  total: number
}

/** What can be chosen, with how many modules that would leave. A facet leaves out its own choice, so that another one can be added. */
export interface Facets {
  registry: Count<Source>[]
  provider: Count<string>[]
  status: Count<ModuleState>[]
  label: LabelCount[]
}

export interface LabelCount {
  key: string
  value: string
  total: number
}

type Choices = Pick<Matching, 'providers' | 'states' | 'sources' | 'labels'>

const MAX_LABELS = 40

export function facetsOf(alike: readonly AlikeModules[], choices: Choices): Facets {
  const providers = new Map<string, number>()
  for (const each of selected(alike, { ...choices, providers: [] })) add(providers, each.provider, each.total)
  const registry = new Map<Source, number>()
  for (const each of selected(alike, { ...choices, sources: [] })) add(registry, each.source, each.total)
  const status = new Map<ModuleState, number>()
  for (const each of selected(alike, { ...choices, states: [] })) {
    for (const state of MODULE_STATES) if (isIn(each, state)) add(status, state, each.total)
  }
  return {
    registry: SOURCES.flatMap((value) => counted(registry, value)),
    provider: [...providers]
      .map(([value, total]) => ({ value, total }))
      .toSorted((one, other) => other.total - one.total || (one.value < other.value ? -1 : 1)),
    status: MODULE_STATES.flatMap((value) => counted(status, value)),
    label: labelsOf(selected(alike, choices)),
  }
}

/** How many modules remain of all choices. */
export function totalOf(alike: readonly AlikeModules[], choices: Choices): number {
  return selected(alike, choices).reduce((sum, { total }) => sum + total, 0)
}

function selected(alike: readonly AlikeModules[], { providers, states, sources, labels }: Choices): AlikeModules[] {
  return alike.filter(
    (each) =>
      providers.every((some) => some.includes(each.provider)) &&
      states.every((some) => some.some((state) => isIn(each, state))) &&
      sources.every((some) => some.includes(each.source)) &&
      labels.every(({ key, value }) => each.labels.some(([own, of]) => own === key && (value === undefined || of === value))),
  )
}

/** The most frequent ones. */
function labelsOf(alike: readonly AlikeModules[]): LabelCount[] {
  const labels = new Map<string, LabelCount>()
  for (const { labels: own, total } of alike) {
    for (const [key, value] of own) {
      const label = labels.get(`${key}\n${value}`) ?? { key, value, total: 0 }
      label.total += total
      labels.set(`${key}\n${value}`, label)
    }
  }
  const order = (one: string, other: string) => (one === other ? 0 : one < other ? -1 : 1)
  return [...labels.values()]
    .toSorted((one, other) => other.total - one.total || order(one.key, other.key) || order(one.value, other.value))
    .slice(0, MAX_LABELS)
}

function isIn({ status, hasFailed, isDeprecated }: AlikeModules, state: ModuleState): boolean {
  if (state === 'failed') return hasFailed
  return state === 'deprecated' ? isDeprecated : status === state
}

function add<Value>(counts: Map<Value, number>, value: Value, total: number): void {
  counts.set(value, (counts.get(value) ?? 0) + total)
}

function counted<Value>(counts: ReadonlyMap<Value, number>, value: Value): Count<Value>[] {
  const total = counts.get(value)
  return total === undefined ? [] : [{ value, total }]
}
