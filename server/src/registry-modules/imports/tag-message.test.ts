import { describe, expect, it } from 'vitest'
import { keptTagMessage } from './tag-message.ts'

describe('the message of a tag', () => {
  it('keeps its lines, tabs and characters of any language', () => {
    expect(keptTagMessage('Erste Version\r\n\r\n- größer\n\t- 更快 🚀\n')).toBe('Erste Version\n\n- größer\n\t- 更快 🚀')
  })

  it('loses what a terminal or a page would act on', () => {
    expect(keptTagMessage('a\u0000b\u001B[31mc\u009Bd\u202Ee\u2066f')).toBe('ab[31mcdef')
  })

  it('is cut where it is too long, never within a character', () => {
    expect(keptTagMessage('a'.repeat(20_000))).toHaveLength(16_384)
    expect(keptTagMessage(`${'a'.repeat(16_383)}🚀`)).not.toMatch(/\p{Cs}/u)
  })

  it('is absent when nothing is left', () => {
    for (const empty of [undefined, '', ' \n', '\u0007']) expect(keptTagMessage(empty)).toBeNull()
  })
})
