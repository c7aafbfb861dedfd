// The stylesheet. Its address changes with its content, so that browsers may cache it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { operationsOf } from '../description/operation.ts'

export interface Stylesheet {
  /** for links */
  href: string
}

const PATH = '/app/assets/terrace.css'
const DIGITS = 12

const READ_STYLESHEET = operationsOf('Pages')('readStylesheet', 'Read the stylesheet of the pages', {
  answers: { 200: { description: 'The stylesheet', schema: Type.String() } },
})

export function serveStylesheet(app: FastifyInstance): Stylesheet {
  const text = readFileSync(new URL('./terrace.css', import.meta.url), 'utf8')
  app.get(PATH, READ_STYLESHEET, (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .headers({ 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' })
      .send(text),
  )
  return { href: `${PATH}?v=${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}` }
}
