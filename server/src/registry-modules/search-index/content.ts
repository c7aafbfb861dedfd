// What the index holds of a version beside the terms: the named things that a hit may lead to, and the text of the README.
import type { DirectoryInspection } from '../../terraform/index.ts'

export const ENTRY_KINDS = ['input', 'output', 'resource', 'data', 'submodule'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** A named thing of a version. */
export interface Entry {
  kind: EntryKind
  name: string
  /** of the submodule that has it; empty for the root */
  path: string
  description: string
}

export interface Content {
  entries: Entry[]
  /** of the root, as plain text */
  readme: string
  /** of the submodules, by path */
  submoduleReadmes: [path: string, readme: string][]
}

export const NO_CONTENT: Content = { entries: [], readme: '', submoduleReadmes: [] }

/** Of a README, with its markup. */
const MAX_READ = 200_000
const MAX_README = 20_000
const MAX_SUBMODULE_README = 4000
const MAX_DESCRIPTION = 300
/** Of all directories together. The root comes first. */
const MAX_ENTRIES = 5000

/** An inspection of an earlier release may lack parts, and an import must not fail for that. */
export interface StoredInspection {
  root: StoredDirectory
  submodules?: readonly (StoredDirectory & Pick<DirectoryInspection, 'path' | 'name'>)[]
}
type StoredDirectory = Partial<Pick<DirectoryInspection, 'path' | 'inputs' | 'outputs' | 'resources' | 'readme'>>

/** Examples are not searched: they use the module, and are none. */
export function contentOf({ root, submodules = [] }: StoredInspection): Content {
  const names = submodules.map(({ path, name }): Entry => ({ kind: 'submodule', name, path, description: '' }))
  const entries = [...entriesOf(root), ...names, ...submodules.flatMap(entriesOf)].slice(0, MAX_ENTRIES)
  const readmes = submodules.filter(({ readme = '' }) => readme !== '')
  return {
    entries,
    readme: plainText(root.readme ?? '').slice(0, MAX_README),
    submoduleReadmes: readmes.map(({ path, readme = '' }) => [path, plainText(readme).slice(0, MAX_SUBMODULE_README)]),
  }
}

function entriesOf({ path = '', inputs = [], outputs = [], resources = [] }: StoredDirectory): Entry[] {
  const described = (kind: EntryKind) => (item: { name: string; description?: string }) => ({
    kind,
    name: item.name,
    path,
    description: (item.description ?? '').slice(0, MAX_DESCRIPTION),
  })
  const types = (kind: EntryKind, data: boolean) =>
    [...new Set(resources.filter(({ mode }) => (mode === 'data') === data).map(({ type }) => type))].map((name) => ({
      kind,
      name,
      path,
      description: '',
    }))
  return [...inputs.map(described('input')), ...outputs.map(described('output')), ...types('resource', false), ...types('data', true)]
}

/** Without the block of terraform-docs, which repeats inputs and outputs, and without markup, addresses and badges. */
function plainText(readme: string): string {
  return withoutGenerated(readme.slice(0, MAX_READ))
    .replaceAll(/<[^<>]{1,500}>/g, ' ')
    .replaceAll(/\]\([^()\s]*\)/g, '] ')
    .replaceAll(/https?:\/\/\S+/g, ' ')
    .replaceAll(/[*`|[\]>!]+/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()
}

/** In one pass: a README with thousands of beginnings and no end must not be searched again for each of them. */
function withoutGenerated(readme: string): string {
  const [begin, end] = [/<!--\s{0,20}BEGIN/g, /<!--\s{0,20}END[^>]{0,200}-->/g]
  let text = ''
  for (let at = 0; ; at = end.lastIndex) {
    begin.lastIndex = at
    const begun = begin.exec(readme)
    end.lastIndex = begin.lastIndex
    if (begun === null || end.exec(readme) === null) return text + readme.slice(at)
    text += `${readme.slice(at, begun.index)} `
  }
}

export function encodeContent({ entries, readme, submoduleReadmes }: Content): string {
  return JSON.stringify([entries.map(({ kind, name, path, description }) => [kind, name, path, description]), readme, submoduleReadmes])
}

/** @param stored as `encodeContent` writes it; empty before it was indexed */
export function decodeContent(stored: string): Content {
  if (stored === '') return NO_CONTENT
  const [entries, readme, submoduleReadmes] = JSON.parse(stored) as [
    [EntryKind, string, string, string][],
    string,
    Content['submoduleReadmes'],
  ]
  return { entries: entries.map(([kind, name, path, description]) => ({ kind, name, path, description })), readme, submoduleReadmes }
}
