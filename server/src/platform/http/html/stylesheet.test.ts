// Whether people can read what the style sheet colours: https://www.w3.org/TR/WCAG22/#contrast-minimum
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { table } from './table.ts'

const AA = 4.5
const sheet = readFileSync(new URL('./terrace.css', import.meta.url), 'utf8')
const [light = '', darkOfSystem = '', dark = ''] = [...sheet.matchAll(/:root[^ ]* \{([^}]*)\}/g)].map(([, block]) => block)

function colour(scheme: string, name: string): string {
  const hex = new RegExp(`--${name}: #([0-9a-f]+);`).exec(scheme)?.[1] ?? ''
  return hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex
}

/** Of a colour: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(scheme: string, one: string, other: string): number {
  const [brighter = 0, darker = 0] = [one, other].map((name) => luminance(colour(scheme, name))).toSorted((a, b) => b - a)
  return (brighter + 0.05) / (darker + 0.05)
}

const TEXTS = [
  ['danger', 'problem'],
  ['danger', 'surface'],
  ['text', 'notice'],
  ['text', 'surface'],
  ['quiet', 'surface'],
  ['accent', 'surface'],
  ['on-accent', 'fill'],
] as const

it.each(TEXTS)('%s can be read on %s, in light and in dark', (text, ground) => {
  for (const scheme of [light, dark]) expect(contrast(scheme, text, ground)).toBeGreaterThanOrEqual(AA)
})

it('errors are red: more red than green and blue, in light and in dark', () => {
  const problem = [...sheet.matchAll(/^\.problem \{([^}]*)\}/gm)].at(-1)?.[1]
  expect(problem).toContain('color: var(--danger)')
  for (const scheme of [light, dark]) {
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(colour(scheme, 'danger').slice(at, at + 2), 16))
    expect(Math.min(red - green, red - blue)).toBeGreaterThan(64)
  }
})

it('every cell names its column, which a narrow screen shows beside it', () => {
  const { text } = table(['Name', ''], [['<ada>', 'button']])
  expect(text).toContain('<td role="cell" data-label="Name">&lt;ada&gt;</td><td role="cell" data-label="">button</td>')
})

const lines = (block: string) => block.split('\n').map((line) => line.trim())

it('is as dark by choice as by the system', () => {
  expect(lines(darkOfSystem)).toEqual(lines(dark))
})
