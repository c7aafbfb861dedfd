import { expect, it } from 'vitest'
import { usernameProblems } from '../people/user.ts'
import { numberedName, usernameOf } from './username-of.ts'

it.each([
  ['ada', 'ada'],
  ['ada.lovelace@example.com', 'ada.lovelace'],
  ['Ada Lovelace', 'Ada-Lovelace'],
  ['Åsa Öberg', 'Asa-Oberg'],
  ['..ada--', 'ada'],
  ['DOMAIN\\ada', 'DOMAIN-ada'],
  ['user-ABCDEFGHIJKLMNOP', 'user-ABCDEFGHIJKLMNOP_'],
  ['a'.repeat(300), 'a'.repeat(50)],
  ['<script>', 'script'],
])('calls %j %j', (username, name) => {
  expect(usernameOf({ username, email: 'x@example.com' })).toBe(name)
  expect(usernameProblems(name)).toEqual([])
})

it.each([undefined, '', '  ', '名前', '@example.com'])('takes the e-mail address when the name is %j', (username) => {
  expect(usernameOf({ username, email: 'grace@example.com' })).toBe('grace')
})

it('has a name for everybody', () => {
  expect(usernameOf({ username: undefined, email: undefined })).toBe('user')
  expect([1, 2, 3].map((attempt) => numberedName('ada', attempt))).toEqual(['ada', 'ada-2', 'ada-3'])
})
