import { describe, expect, it } from 'vitest'
import { Malformed } from '../../../kernel/index.ts'
import { asksForPages, normaliseBody, pageOf, parameter } from './requests.ts'

describe('pageOf', () => {
  it('brings what was asked into range', () => {
    expect(pageOf({})).toEqual({ number: 1, size: 20 })
    expect(pageOf({ 'page[number]': '3', 'page[size]': '100' })).toEqual({ number: 3, size: 100 })
    expect(pageOf({ 'page[number]': '-1', 'page[size]': '101' })).toEqual({ number: 1, size: 100 })
    expect(pageOf({ 'page[number]': 'x', 'page[size]': '1.5' })).toEqual({ number: 1, size: 20 })
    expect(pageOf({ 'page[number]': '1e300', 'page[size]': 'Infinity' })).toEqual({ number: 1_000_000, size: 20 })
  })

  it('takes the first of several values, and an empty one as none', () => {
    expect(parameter({ q: ['a', 'b'] }, 'q')).toBe('a')
    expect(parameter({ q: '' }, 'q')).toBeUndefined()
    expect(asksForPages({ 'page[size]': '' })).toBe(false)
    expect(asksForPages({ 'page[size]': '5' })).toBe(true)
  })
})

describe('normaliseBody', () => {
  it('writes members with dashes and leaves values alone, at any depth', () => {
    const body = { data: { attributes: { vcs_repo: { display_identifier: 'a_b' } }, list: [{ a_b: 1 }] } }
    expect(normaliseBody(body)).toEqual({ data: { attributes: { 'vcs-repo': { 'display-identifier': 'a_b' } }, list: [{ 'a-b': 1 }] } })
  })

  it('drops members that are null, and nothing else that is empty', () => {
    expect(normaliseBody({ a: null, b: '', c: [], d: {}, e: false, f: 0, g: [null] })).toEqual({
      b: '',
      c: [],
      d: {},
      e: false,
      f: 0,
      g: [null],
    })
  })

  it('refuses the NUL character and mends half characters, so that what is stored is what was sent', () => {
    expect(() => normaliseBody({ a: ['x\0y'] })).toThrow(Malformed)
    expect(normaliseBody({ a: 'x\ud800y' })).toEqual({ a: 'x\ufffdy' })
    expect(normaliseBody('💩')).toBe('💩')
  })
})
