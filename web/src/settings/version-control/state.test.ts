import { expect, test } from 'vitest'
import type { Connection } from '../../api/version-control/connections.ts'
import { nameOf, stateOf, usesOAuth } from './state.ts'

function connection(attributes: object, token?: object): Connection {
  const client = {
    attributes: { name: null, key: null, 'service-provider-display-name': 'Gitea', 'http-url': 'https://git.example.com', ...attributes },
  }
  return { client, token: token && { attributes: token } } as unknown as Connection
}

const isApplication = (kind: string, key: string | null) => usesOAuth(connection({ 'service-provider': kind, key }))

test('a connection whose credential the host refuses says what the host says', () => {
  const refused = connection({}, { state: 'needs-reauthorization', 'state-detail': 'Gitea answered 401' })
  expect(stateOf(refused)).toMatchObject({ label: 'Credential refused', text: 'Gitea refuses the credential: Gitea answered 401.' })
})

test('a connection without a credential waits for a sign-in', () => {
  expect(stateOf(connection({})).label).toBe('Waiting for a sign-in')
})

test('a key is an application, except where it goes with a token', () => {
  expect([
    isApplication('gitea', 'id'),
    isApplication('gitea', null),
    isApplication('git', 'robot'),
    isApplication('bitbucket_hosted', 'a@example.com'),
    isApplication('bitbucket_hosted', 'k3y'),
  ]).toEqual([true, false, false, false, true])
})

test('a connection without a name is called after its host', () => {
  expect(nameOf(connection({ name: '' }).client)).toBe('git.example.com')
  expect(nameOf(connection({ name: 'Ours' }).client)).toBe('Ours')
})
