import { expect, test } from 'vitest'
import { ApiFailure, Unreachable } from '../api/client/failures.ts'
import { sortProblems } from './problems.ts'

function refused(...problems: { text: string; pointer: string | undefined }[]): ApiFailure {
  return new ApiFailure(422, { problems, requestId: '', retryAfterSeconds: 0 })
}

test('a problem stands beside the field that its pointer names', () => {
  const error = refused(
    { text: 'Name is taken', pointer: '/data/attributes/name' },
    { text: 'Identifier has no owner', pointer: '/data/attributes/vcs-repo/identifier' },
  )
  expect(sortProblems(error, ['name', 'vcs-repo/identifier'])).toEqual({
    fields: { name: 'Name is taken', 'vcs-repo/identifier': 'Identifier has no owner' },
    others: [],
  })
})

test('a problem without a field of the form is told for the whole', () => {
  const error = refused(
    { text: 'The organization is full', pointer: undefined },
    { text: 'Tags is empty', pointer: '/data/attributes/tags' },
  )
  expect(sortProblems(error, ['name'])).toEqual({ fields: {}, others: ['The organization is full', 'Tags is empty'] })
})

test('every problem of one field is told', () => {
  const error = refused({ text: 'Name is too long', pointer: '/data/attributes/name' }, { text: 'Name has a space', pointer: '/name' })
  expect(sortProblems(error, ['name']).fields).toEqual({ name: 'Name is too long. Name has a space' })
})

test('a server that does not answer is a problem too', () => {
  expect(sortProblems(new Unreachable(), ['name']).others).toEqual(['The server cannot be reached.'])
})
