// Describes a route: its purpose, its parameters and its responses. The API document renders it, and tests check every response
// against it. Nothing reads it while serving a request.
import type { FastifySchema } from 'fastify'
import type { TObject, TSchema } from 'typebox'

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

/** One response that is not a failure. */
export interface Answer {
  description: string
  /** of the body; undefined when there is none */
  schema?: TSchema
  /** media type of the body, when it differs from the protocol's */
  type?: string
  /** alternative media types, with their schemas */
  alternatives?: Readonly<Record<string, TSchema>>
  /** headers of every such response: name to description */
  headers?: Readonly<Record<string, string>>
}

export interface OperationDetails {
  description?: string
  /** each member is a query parameter; an array is a comma-separated list */
  query?: TObject
  /** each member is a header that the route reads */
  headers?: TObject
  /** the schema of the body */
  body?: TSchema
  /** the documented schema of a body that the route itself parses */
  reads?: TSchema
  /** by status */
  answers: Readonly<Record<number, Answer>>
  /** failure statuses, besides those that all routes of the protocol share */
  failures?: readonly number[]
}

export interface Operation extends OperationDetails {
  /** unique even when case and separators are ignored; generated clients name their functions after it */
  id: string
  summary: string
  tag: string
}

/** Options of a Fastify route. */
export interface DescribedRoute {
  schema?: FastifySchema
  config: { operation: Operation }
}

export type Describe = (id: string, summary: string, details: OperationDetails) => DescribedRoute

/** @param tag the tag of all operations that the returned function describes; see `app/openapi/tags.ts` */
export function operationsOf(tag: string): Describe {
  return (id, summary, details) => ({
    ...(details.body === undefined ? {} : { schema: { body: details.body } }),
    config: { operation: { ...details, id, summary, tag } },
  })
}
