import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { createRequestMeter } from './request-tally.ts'

const ROUTE = '/things/:id'

async function linesOf(requests: readonly Parameters<ReturnType<typeof createRequestMeter>>[0][]): Promise<string[]> {
  const registry = new Registry()
  const meter = createRequestMeter(registry)
  for (const request of requests) meter(request)
  return (await registry.metrics()).split('\n')
}

it('counts requests by route, method and status', async () => {
  const request = { method: 'GET', route: ROUTE, status: 200, seconds: 0.25 }
  const lines = await linesOf([request, request, { ...request, status: 404 }, { ...request, method: 'POST' }])
  expect(lines).toContain('terrace_http_requests_total{route="/things/:id",method="GET",status="200"} 2')
  expect(lines).toContain('terrace_http_requests_total{route="/things/:id",method="GET",status="404"} 1')
  expect(lines).toContain('terrace_http_requests_total{route="/things/:id",method="POST",status="200"} 1')
})

it('adds durations up to a histogram whose buckets include the smaller ones', async () => {
  const lines = await linesOf([0.25, 0.25, 1.5, 60].map((seconds) => ({ method: 'GET', route: ROUTE, status: 200, seconds })))
  const bucket = (le: string) =>
    lines.find((line) => line.startsWith('terrace_http_request_duration_seconds_bucket') && line.includes(`le="${le}"`))
  expect([bucket('0.1'), bucket('0.5'), bucket('2'), bucket('+Inf')].map((line) => line?.split(' ').at(-1))).toEqual(['0', '2', '3', '4'])
  expect(lines).toContain('terrace_http_request_duration_seconds_sum{route="/things/:id",method="GET"} 62')
  expect(lines).toContain('terrace_http_request_duration_seconds_count{route="/things/:id",method="GET"} 4')
})

it('has a fixed number of series for what anybody can make up: other methods, addresses without a route, answers to nobody', async () => {
  const invented = Array.from({ length: 100 }, (_, index) => ({ method: `M${index}`, route: undefined, status: 404, seconds: 0 }))
  const lines = await linesOf([
    ...invented,
    { method: undefined, route: undefined, status: 400, seconds: 0 },
    { method: 'GET', route: ROUTE, status: undefined, seconds: 0 },
  ])
  expect(lines.filter((line) => line.startsWith('terrace_http_requests_total'))).toEqual([
    'terrace_http_requests_total{route="unmatched",method="other",status="404"} 100',
    'terrace_http_requests_total{route="unmatched",method="none",status="400"} 1',
    'terrace_http_requests_total{route="/things/:id",method="GET",status="none"} 1',
  ])
})
