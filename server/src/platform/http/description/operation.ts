// What a route is for, what it reads beside its body and what it answers: the API document is made of it, and tests hold every
// answer against it. Nothing reads it while a request is served.
import type { FastifySchema } from 'fastify'
import type { TObject, TSchema } from 'typebox'

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

/** One successful answer, or one that is no failure. */
export interface Answer {
  description: string
  /** of the body; undefined when there is none */
  schema?: TSchema
  /** media type of the body, when it is not that of all answers of the protocol */
  type?: string
  /** media types that the client can have instead, with their schemas */
  alternatives?: Readonly<Record<string, TSchema>>
  /** headers that every such answer has: name to description */
  headers?: Readonly<Record<string, string>>
}

export interface OperationDetails {
  description?: string
  /** each member is a query parameter; an array is a list with commas */
  query?: TObject
  /** each member is a header that the route reads */
  headers?: TObject
  /** what the body must look like */
  body?: TSchema
  /** the schema that the document shows for a body that the route reads by itself */
  reads?: TSchema
  /** by status */
  answers: Readonly<Record<number, Answer>>
  /** statuses of failures beyond those that all routes of the protocol share */
  failures?: readonly number[]
}

export interface Operation extends OperationDetails {
  /** unique, also where case and separators do not count; generated clients name their functions after it */
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

/** @param tag of all operations that the returned function describes; `app/openapi/tags.ts` says what it means */
export function operationsOf(tag: string): Describe {
  return (id, summary, details) => ({
    ...(details.body === undefined ? {} : { schema: { body: details.body } }),
    config: { operation: { ...details, id, summary, tag } },
  })
}
