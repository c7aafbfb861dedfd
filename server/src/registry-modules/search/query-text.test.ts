import { expect, it } from 'vitest'
import { asksNothing, correctedText, readSearchText } from './query-text.ts'

it.each(['😀', '%', '"', '-- !', 'owner:', 'provider:', 'input:', 'label:=x'])('of %s there is nothing to search for', (text) => {
  expect(asksNothing(readSearchText(text))).toBe(true)
})

it.each(['vpc', 'the', 'owner:network', 'status:failed', 'creates:aws_vpc', '%vpc', 'label:tier=core'])(
  'of %s there is something to search for',
  (text) => {
    expect(asksNothing(readSearchText(text))).toBe(false)
  },
)

it('puts misspelled words right, and not what is meant as a qualifier', () => {
  const corrections = new Map([
    ['tier', '3tier'],
    ['subent', 'subnet'],
  ])
  expect(correctedText('Subent tier', corrections)).toBe('subnet 3tier')
  expect(correctedText('tier:"core services"', corrections)).toBeUndefined()
  expect(correctedText('tier:subent', corrections)).toBe('tier:subnet')
})
