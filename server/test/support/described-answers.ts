// Holds every answer of every test against the API document, strictly: what is sent and not described fails the test, and so does
// what is described as always there and missing, an undescribed status, and a query parameter that is read and not described.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Compile, type Validator } from 'typebox/schema'
import { expect } from 'vitest'

interface Described {
  parameters?: { name: string; in: string }[]
  responses: Record<string, DescribedResponse | { $ref: string }>
}
interface DescribedResponse {
  headers?: Record<string, { required?: boolean } | { $ref: string }>
  content?: Record<string, { schema?: object }>
}
/** A response or a header. */
type DescribedPart = DescribedResponse & { required?: boolean }
interface Document {
  paths: Record<string, Record<string, Described>>
  components: Record<string, Record<string, object>>
}

const DOCUMENT = '/api/v2/openapi.json'
const problems = new Set<string>()
/** Documents of all servers are the same. */
let known: Promise<AnswerChecker> | undefined

/** Call it before the server is ready. `expectDescribedAnswers` then reports responses that differ from the document. */
export function checkAnswers(http: FastifyInstance): void {
  checkAnswersWith(http, () => (known ??= readDocument(http)))
}

/** Fails the test that just ended for undescribed responses. Files of one worker share this module, so it registers nothing itself. */
export function expectDescribedAnswers(): void {
  const found = [...problems]
  problems.clear()
  expect(found).toEqual([])
}

async function readDocument(http: FastifyInstance): Promise<AnswerChecker> {
  const { payload } = await http.inject(DOCUMENT)
  return new AnswerChecker(JSON.parse(payload), (problem) => problems.add(problem))
}

/** @param checkerOf asked once requests come in */
export function checkAnswersWith(http: FastifyInstance, checkerOf: () => Promise<AnswerChecker>): void {
  const payloads = new WeakMap<FastifyRequest, unknown>()
  let checker: AnswerChecker | undefined
  http.addHook('onRequest', async (request) => {
    // The document itself, which the checker needs first.
    if (request.url === DOCUMENT) return
    checker ??= await checkerOf()
    request.query = checker.watched(request)
  })
  http.addHook('onSend', (request, _reply, payload, done) => {
    payloads.set(request, payload)
    done(null, payload)
  })
  http.addHook('onResponse', (request, reply, done) => {
    checker?.check(request, reply, payloads.get(request))
    done()
  })
}

interface NamedOperation {
  name: string
  parameters: ReadonlySet<string>
  described: Described
}

export class AnswerChecker {
  readonly #report: (problem: string) => void
  readonly #document: Document
  readonly #operations = new Map<string, NamedOperation>()
  readonly #validators = new Map<string, Validator>()

  constructor(document: object, report: (problem: string) => void) {
    this.#report = report
    this.#document = strict(document) as Document
    for (const [path, item] of Object.entries(this.#document.paths)) {
      for (const [method, described] of Object.entries(item)) {
        const name = `${method.toUpperCase()} ${path}`
        const parameters = new Set((described.parameters ?? []).filter((each) => each.in === 'query').map((each) => each.name))
        this.#operations.set(name, { name, parameters, described })
      }
    }
  }

  /** @returns the query of the request, which reports reads of undescribed names */
  watched(request: FastifyRequest): unknown {
    const operation = this.#operationOf(request)
    if (operation === undefined) return request.query
    const { name, parameters } = operation
    const look = (key: string | symbol) => {
      if (typeof key === 'string' && !parameters.has(key)) this.#report(`${name} reads the query parameter ${key}, which is not described`)
    }
    return new Proxy(request.query as object, {
      get(target, key, receiver) {
        look(key)
        return Reflect.get(target, key, receiver)
      },
      has(target, key) {
        look(key)
        return Reflect.has(target, key)
      },
    })
  }

  #operationOf({ method, routeOptions: { url } }: FastifyRequest): NamedOperation | undefined {
    if (url === undefined) return undefined
    const path = url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')
    return this.#operations.get(`${method === 'HEAD' ? 'GET' : method} ${path}`)
  }

  check(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
    const operation = this.#operationOf(request)
    if (operation === undefined) return
    const status = String(reply.statusCode)
    const at = `${operation.name} ${status}`
    const response = this.#resolve(operation.described.responses[status])
    if (response === undefined) return this.#report(`${at} is not described: ${String(payload).slice(0, 200)}`)
    this.#checkHeaders(at, response, reply)
    if (request.method !== 'HEAD') this.#checkContent(at, response, { type: String(reply.getHeader('content-type') ?? ''), payload })
  }

  #checkHeaders(at: string, { headers = {} }: DescribedResponse, reply: FastifyReply): void {
    for (const [name, header] of Object.entries(headers)) {
      const required = this.#resolve(header)?.required
      if (required === true && !reply.hasHeader(name) && !reply.raw.hasHeader(name)) this.#report(`${at} has no header ${name}`)
    }
  }

  #checkContent(at: string, { content }: DescribedResponse, { type, payload }: { type: string; payload: unknown }): void {
    const isEmpty = payload === undefined || payload === null || payload === ''
    if (content === undefined || isEmpty) {
      if (content === undefined && !isEmpty) this.#report(`${at} has a body, and none is described`)
      return
    }
    const [mediaType = ''] = type.split(';')
    const described = content[mediaType]
    if (described === undefined) return this.#report(`${at} is of the type ${type}, which is not described`)
    if (described.schema === undefined || !mediaType.endsWith('json') || typeof payload !== 'string') return
    const validator = this.#validatorOf(`${at} ${mediaType}`, described.schema)
    const value: unknown = JSON.parse(payload)
    if (validator.Check(value)) return
    const [, errors] = validator.Errors(value)
    for (const { instancePath, message } of errors.slice(0, 5)) this.#report(`${at} ${instancePath} ${message}`)
  }

  #validatorOf(key: string, schema: object): Validator {
    const known = this.#validators.get(key)
    if (known !== undefined) return known
    const made = Compile({ ...schema, components: this.#document.components })
    this.#validators.set(key, made)
    return made
  }

  #resolve(part: object | undefined): DescribedPart | undefined {
    if (part === undefined || !('$ref' in part)) return part
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(\w+)$/.exec(String(part.$ref)) ?? []
    return this.#document.components[kind]?.[name]
  }
}

/** Clients must tolerate unknown members; tests need not. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict)
  if (typeof value !== 'object' || value === null) return value
  const copy = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, strict(member)]))
  const isClosed = copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy)
  return isClosed ? { ...copy, additionalProperties: false } : copy
}
