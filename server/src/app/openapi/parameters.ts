// The parameters of an operation: path, query and header.
import type { Operation } from '../../platform/http/index.ts'
import type { SchemaComponents } from './schemas.ts'

/** @returns `/teams/{id}` for `/teams/:id` */
export function templateOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')
}

export function parametersOf(url: string, { query, headers }: Operation, schemas: SchemaComponents): object[] {
  const names = [...templateOf(url).matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  return [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: schemas.refer({ type: 'string' }, name) })),
    ...membersOf(query).map((member) => described(member, 'query', schemas)),
    ...membersOf(headers).map((member) => described(member, 'header', schemas)),
  ]
}

interface Member {
  name: string
  required: boolean
  schema: object
}

function membersOf(schema: Operation['query']): Member[] {
  const { properties = {}, required = [] } = (schema ?? {}) as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(properties).map(([name, member]) => ({ name, required: required.includes(name), schema: member }))
}

function described({ name, required, schema }: Member, place: 'query' | 'header', schemas: SchemaComponents): object {
  const { description, ...shown } = schemas.refer(schema, name)
  // Lists are comma-separated.
  const list = shown['type'] === 'array' ? { style: place === 'query' ? 'form' : 'simple', explode: false } : {}
  return { name, in: place, description, required, ...list, schema: shown }
}
