// Parses the bodies of HTML forms, and of OAuth token requests.
import type { FastifyInstance } from 'fastify'
import { Malformed } from '../../../kernel/index.ts'
import { utf8Text } from '../texts/index.ts'

/** A repeated field becomes an array. */
export type Form = Readonly<Record<string, string | readonly string[]>>

const MAX_FORM_BYTES = 16 * 1024

/** Makes every route of the scope accept forms as bodies, and nothing else. */
export function readForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  const type = 'application/x-www-form-urlencoded'
  scope.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES }, (_request, body, done) => {
    try {
      done(null, formOf(utf8Text(body)))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @returns the field's value; empty when it is missing or repeated */
export function field(form: unknown, name: string): string {
  const value = (form as Form | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}

/** @throws Malformed for the NUL character: PostgreSQL cannot store it, and no field needs it */
function formOf(text: string): Form {
  if (text.includes('%00') || text.includes('\0')) throw new Malformed('The form must not contain the NUL character')
  const parameters = new URLSearchParams(text)
  const entries = [...new Set(parameters.keys())].map((name) => {
    const values = parameters.getAll(name)
    return [name, values.length === 1 ? (values[0] ?? '') : values] as const
  })
  return Object.fromEntries(entries)
}
