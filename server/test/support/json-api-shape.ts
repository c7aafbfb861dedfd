// What the decoder of the official clients requires of every resource.
import { expect } from 'vitest'
import type { Answer, ApiResource } from './api.ts'

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const MEMBER = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Ids are texts, members kebab-case, times end in a literal Z, relationships have data or a link. */
export function expectResource(resource: ApiResource, type: string): void {
  expect(resource.type).toBe(type)
  expect(resource.id).toMatch(/^[^\s/]+$/)
  for (const [name, value] of Object.entries(resource.attributes)) {
    expect(name).toMatch(MEMBER)
    if (name.endsWith('-at') && value !== null) expect(value).toMatch(TIME)
  }
  for (const { data, links } of Object.values(resource.relationships ?? {})) {
    if (data === undefined) expect(links?.['related']).toMatch(/^\/api\/v2\//)
    for (const each of [data ?? []].flat() as ApiResource[]) {
      expect(Object.keys(each).toSorted()).toEqual(['id', 'type'])
      expect([typeof each.id, typeof each.type]).toEqual(['string', 'string'])
    }
  }
}

/** Checks the format of the errors. @returns detail and pointer of each */
export function problemsOf(answer: Answer): [pointer: string | undefined, detail: string][] {
  expect(answer.headers['content-type']).toBe('application/vnd.api+json; charset=utf-8')
  return answer.errors.map(({ status, title, detail, source }) => {
    expect(status).toBe(String(answer.status))
    expect(typeof title).toBe('string')
    return [source?.pointer, detail]
  })
}

/** @returns status and pointers of a refusal */
export function refusal(answer: Answer): [status: number, ...pointers: (string | undefined)[]] {
  return [answer.status, ...problemsOf(answer).map(([pointer]) => pointer)]
}

export const pagination = (answer: Answer) => (answer.json['meta'] as { pagination: Record<string, number | null> }).pagination

export const NOT_FOUND = { status: 404, title: 'not found' }

/** @returns their statuses in ascending order, because any of the concurrent requests may win */
export function statusesOf(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).toSorted((one, other) => one - other)
}
