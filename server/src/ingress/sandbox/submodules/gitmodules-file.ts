// Reads a `.gitmodules` file. Git has no command that says on which line a setting is. Nothing in the file is ever executed.

/** What a file says about one path. */
export interface GitmodulesEntry {
  /** exactly as written */
  url: string
  /** of the URL, or of the path when there is none */
  line: number
  /** another entry has the same path */
  isAmbiguous: boolean
}

/** The file is not valid where this line is; git reads none of it then. */
export interface GitmodulesError {
  errorLine: number
}

interface Setting {
  /** lower case; git ignores case here */
  section: string
  subsection: string
  key: string
  value: string
  line: number
}

/** @returns entries by path */
export function readGitmodules(text: string): ReadonlyMap<string, GitmodulesEntry> | GitmodulesError {
  const reader = new ConfigurationReader(text)
  try {
    return entriesOf(reader.settings())
  } catch (error) {
    if (error instanceof SyntaxProblem) return { errorLine: reader.line }
    throw error
  }
}

/** As in git, the last of equal settings counts. Only `path` and `url` have a meaning here. */
function entriesOf(settings: Iterable<Setting>): Map<string, GitmodulesEntry> {
  const byName = new Map<string, { path?: Setting; url?: Setting }>()
  for (const setting of settings) {
    const { section, subsection, key } = setting
    if (section !== 'submodule' || (key !== 'path' && key !== 'url')) continue
    byName.set(subsection, { ...byName.get(subsection), [key]: setting })
  }
  const entries = new Map<string, GitmodulesEntry>()
  for (const { path, url } of byName.values()) {
    if (path === undefined) continue
    const line = (url ?? path).line
    entries.set(path.value, { url: url?.value ?? '', line, isAmbiguous: entries.has(path.value) })
  }
  return entries
}

class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem'
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', '\\': '\\', '"': '"' }
const isSpace = (character: string) => /[ \t\n\r]/.test(character)
const isKeyCharacter = (character: string) => /[a-z0-9-]/i.test(character)

/** The syntax of git-config(1), read as git's `config.c` does. Inclusions have no effect. */
class ConfigurationReader {
  readonly #text: string
  #at = 0
  /** the current one, from 1 */
  line = 1

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  }

  *settings(): Generator<Setting> {
    let place = { section: '', subsection: '' }
    while (this.#at < this.#text.length) {
      const next = this.#take()
      if (isSpace(next)) continue
      if (next === '#' || next === ';') this.#skipLine()
      else if (next === '[') place = this.#section()
      else if (/[a-z]/i.test(next)) yield { ...place, ...this.#setting(next) }
      else throw new SyntaxProblem()
    }
  }

  /** The end of the text counts as the end of a line. */
  #take(): string {
    const character = this.#text[this.#at++] ?? '\n'
    if (this.#text[this.#at - 2] === '\n') this.line++
    return character
  }

  #skipLine(): void {
    while (this.#take() !== '\n');
    this.#at--
  }

  #section(): { section: string; subsection: string } {
    let name = ''
    let next = this.#take()
    for (; isKeyCharacter(next) || next === '.'; next = this.#take()) name += next.toLowerCase()
    if (name === '') throw new SyntaxProblem()
    if (next === ']') {
      const dot = name.indexOf('.')
      return dot === -1 ? { section: name, subsection: '' } : { section: name.slice(0, dot), subsection: name.slice(dot + 1) }
    }
    while (next !== '\n' && isSpace(next)) next = this.#take()
    if (next !== '"') throw new SyntaxProblem()
    return { section: name, subsection: this.#subsection() }
  }

  #subsection(): string {
    let name = ''
    for (let next = this.#take(); next !== '"'; next = this.#take()) {
      const character = next === '\\' ? this.#take() : next
      if (character === '\n') throw new SyntaxProblem()
      name += character
    }
    if (this.#take() !== ']') throw new SyntaxProblem()
    return name
  }

  #setting(first: string): Pick<Setting, 'key' | 'value' | 'line'> {
    const { line } = this
    let key = first.toLowerCase()
    let next = this.#take()
    for (; isKeyCharacter(next); next = this.#take()) key += next.toLowerCase()
    while (next === ' ' || next === '\t') next = this.#take()
    if (next === '\n') return { key, value: '', line }
    if (next !== '=') throw new SyntaxProblem()
    return { key, value: this.#value(), line }
  }

  #value(): string {
    let value = ''
    let spaces = ''
    let isQuoted = false
    for (let next = this.#take(); next !== '\n'; next = this.#take()) {
      if (!isQuoted && isSpace(next)) {
        if (value !== '') spaces += next
      } else if (!isQuoted && (next === '#' || next === ';')) {
        this.#skipLine()
      } else if (next === '"') {
        isQuoted = !isQuoted
      } else {
        value += spaces + (next === '\\' ? this.#escaped() : next)
        spaces = ''
      }
    }
    if (isQuoted) throw new SyntaxProblem()
    return value
  }

  #escaped(): string {
    const next = this.#take()
    if (next === '\n') return ''
    const character = ESCAPED[next]
    if (character === undefined) throw new SyntaxProblem()
    return character
  }
}
