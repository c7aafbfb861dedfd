// Counts requests by route. It runs for every request, so it only adds numbers up; the words are put to them when somebody looks.
import { Counter, Histogram, type Registry } from 'prom-client'
import type { EndedRequest, RequestMeter } from '../../platform/http/index.ts'

/** Seconds. From an answer out of memory to a request that waits for a git host. */
const BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10]

/** Requests of one method at one route. */
interface Tally {
  route: string
  method: string
  statuses: Map<number | string, number>
  /** those of each bucket alone, the last one for all that is longer */
  buckets: number[]
  seconds: number
}

/** For requests that no route has seen. */
const UNMATCHED = 'unmatched'
const NONE = 'none'
/** Anybody can send another one, and each would be a series of its own. */
const OTHER = 'other'
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', NONE])

export function createRequestMeter(registry: Registry): RequestMeter {
  const routes = new Map<string, Map<string, Tally>>()
  const tallies = () => [...routes.values()].flatMap((methods) => [...methods.values()])
  registerRequestMetrics(registry, tallies)
  return (ended) => note(tallyOf(routes, ended), ended)
}

function tallyOf(routes: Map<string, Map<string, Tally>>, { route = UNMATCHED, method: sent = NONE }: EndedRequest): Tally {
  const methods = routes.get(route) ?? new Map<string, Tally>()
  const method = METHODS.has(sent) ? sent : OTHER
  const known = methods.get(method)
  if (known !== undefined) return known
  const tally: Tally = { route, method, statuses: new Map(), buckets: BUCKETS.map(() => 0), seconds: 0 }
  routes.set(route, methods.set(method, tally))
  return tally
}

function note(tally: Tally, { status, seconds }: EndedRequest): void {
  const word = status ?? NONE
  tally.statuses.set(word, (tally.statuses.get(word) ?? 0) + 1)
  tally.seconds += seconds
  for (let bucket = 0; bucket < BUCKETS.length; bucket++) {
    if (seconds > (BUCKETS[bucket] ?? 0)) continue
    tally.buckets[bucket] = (tally.buckets[bucket] ?? 0) + 1
    return
  }
}

function registerRequestMetrics(registry: Registry, tallies: () => Tally[]): void {
  const requests = new Counter({
    name: 'terrace_http_requests_total',
    help: 'Requests that have ended, by the template of their route and the status of the answer.',
    labelNames: ['route', 'method', 'status'],
    registers: [],
    collect() {
      this.reset()
      for (const { route, method, statuses } of tallies()) {
        for (const [status, count] of statuses) this.inc({ route, method, status }, count)
      }
    },
  })
  const durations = new TalliedHistogram({ ...DURATION, labelNames: ['route', 'method'], buckets: BUCKETS, registers: [] })
  durations.tallies = tallies
  registry.registerMetric(requests)
  registry.registerMetric(durations)
}

const DURATION = {
  name: 'terrace_http_request_duration_seconds',
  help: 'How long requests took from their headers to the end of the answer.',
}

/** A histogram whose numbers are added up elsewhere. */
class TalliedHistogram extends Histogram<'route' | 'method'> {
  tallies: () => Tally[] = () => []

  /** What the registry calls for its text. */
  async getForPromString() {
    return { ...DURATION, type: 'histogram', values: this.tallies().flatMap((tally) => valuesOf(DURATION.name, tally)) }
  }
}

function valuesOf(name: string, { route, method, statuses, buckets, seconds }: Tally) {
  const labels = { route, method }
  const count = [...statuses.values()].reduce((sum, each) => sum + each, 0)
  let below = 0
  const upTo = buckets.map((own, bucket) => {
    below += own
    return { metricName: `${name}_bucket`, labels: { ...labels, le: BUCKETS[bucket] ?? 0 }, value: below }
  })
  return [
    ...upTo,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels, value: seconds },
    { metricName: `${name}_count`, labels, value: count },
  ]
}
