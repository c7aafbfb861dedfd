// The stylesheet. Its address changes with its content, so that browsers may cache it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { operationsOf } from '../description/operation.ts'
import { prepareText } from '../texts/index.ts'

export interface Stylesheet {
  /** for links */
  href: string
}

const PATH = '/app/assets/terrace.css'
const DIGITS = 12

const READ_STYLESHEET = operationsOf('Pages')('readStylesheet', 'Read the stylesheet of the pages', {
  answers: {
    200: { description: 'The stylesheet', schema: Type.String(), headers: { ETag: 'Hash of the stylesheet' } },
    304: { description: 'Not modified' },
  },
})

export function readStylesheet(): Stylesheet & { text: string } {
  const text = readFileSync(new URL('./terrace.css', import.meta.url), 'utf8')
  return { href: `${PATH}?v=${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`, text }
}

export function serveStylesheet(app: FastifyInstance): Stylesheet {
  const { href, text } = readStylesheet()
  app.get(
    PATH,
    READ_STYLESHEET,
    prepareText(text, { type: 'text/css; charset=utf-8', cacheControl: 'public, max-age=31536000, immutable' }),
  )
  return { href }
}
