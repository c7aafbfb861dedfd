import { expect, it } from 'vitest'
import { shownName } from './shown-name.ts'

it.each([
  ['rtl\u{202E}gpj.tf', 'rtl⟨U+202E⟩gpj.tf'],
  ['a\u{2066}b\u{2069}\u{200F}c\n.tf', 'a⟨U+2066⟩b⟨U+2069⟩⟨U+200F⟩c⟨U+000A⟩.tf'],
  ['modules/שלום/ma-in_1.tf', 'modules/שלום/ma-in_1.tf'],
  ['👩‍🚀.md', '👩‍🚀.md'],
])('shows marks of direction in a name: %j', (name, shown) => {
  expect(shownName(name)).toBe(shown)
})
