import { expect, test } from 'vitest'
import { labelsOf, labelsText } from './labels.ts'

test('labels are one in each line, with or without a value, which may have an equals sign', () => {
  const labels = [
    { key: 'team', value: 'network' },
    { key: 'internal', value: '' },
    { key: 'filter', value: 'a=b' },
  ]
  expect(labelsOf(' team = network\n\ninternal\nfilter=a=b\n')).toEqual(labels)
  expect(labelsText(labels)).toBe('team=network\ninternal\nfilter=a=b')
})
