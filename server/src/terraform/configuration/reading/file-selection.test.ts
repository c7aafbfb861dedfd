import { describe, expect, it } from 'vitest'
import { configurationSyntax, isConfigurationFile, isOverrideFile, isTofuFile, selectFiles, type View } from './file-selection.ts'

describe('configuration files', () => {
  it.each(['main.tf', 'main.tf.json', 'main.tofu', 'main.tofu.json', 'a.b.tf', '#main.tf', 'main.auto.tf'])('%s is one', (name) => {
    expect(isConfigurationFile(name)).toBe(true)
  })

  it.each([
    '.main.tf',
    'main.tf~',
    '#main.tf#',
    'x.tftest.hcl',
    'x.tofutest.hcl',
    'x.tfvars',
    'x.tfvars.json',
    'x.tf.tmpl',
    'x.hcl',
    'tf',
    'README.md',
    '.tf',
    '',
  ])('%s is not configuration', (name) => expect(isConfigurationFile(name)).toBe(false))

  it('reveal syntax, tool and overrides by their names', () => {
    expect(['a.tf', 'a.tf.json', 'a.tofu.json'].map(configurationSyntax)).toEqual(['native', 'json', 'json'])
    expect(['a.tf', 'a.tofu', 'a.tofu.json'].map(isTofuFile)).toEqual([false, true, true])
    expect(['override.tf', 'a_override.tf.json', 'override.tofu'].map(isOverrideFile)).toEqual([true, true, true])
    expect(['overrides.tf', 'myoverride.tf', 'override_a.tf'].map(isOverrideFile)).toEqual([false, false, false])
  })

  it.each<[View, string[]]>([
    ['terraform', ['a.tf', 'a_override.tf', 'b.tf.json', 'c.tf']],
    ['opentofu', ['a.tofu', 'a_override.tofu', 'b.tf.json', 'c.tf', 'c.tofu.json']],
  ])('as %s selects them, sorted', (view, expected) => {
    const names = ['c.tofu.json', 'c.tf', 'b.tf.json', 'a_override.tofu', 'a_override.tf', 'a.tofu', 'a.tf', 'README.md']
    const chosen = selectFiles(
      names.map((name) => ({ name })),
      view,
    )
    expect(chosen.map(({ name }) => name)).toEqual(expected)
  })
})
