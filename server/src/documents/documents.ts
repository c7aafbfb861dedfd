// Documents and source files of packages as HTML: rendered by a process within limits, and remembered.
import type { Clock } from '../kernel/index.ts'
import { type ByteCache, createByteCache } from '../platform/cache/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import { escapeText } from './rendering/code/escape.ts'
import { type Language, languageOfFile } from './rendering/code/languages.ts'
import { type DocumentLinks, pageOf } from './rendering/html/document-links.ts'
import { cutNote, plainDocument, unrenderedDocument } from './rendering/plain-document.ts'
import type { RenderTask } from './worker/messages.ts'
import { createRenderProcess, type RenderLimits, type RenderProcess } from './worker/render-process.ts'
import { createTurns, type TurnLimits, type Turns } from './worker/turns.ts'

/** A file of a package, up to the size that is shown. */
export interface StoredText {
  /** texts with the same key are the same */
  key: string
  /** of the file, relative to its package */
  path: string
  /** is called when its HTML is not remembered */
  text(): Promise<string>
  /** the one that has it, for its share of the process */
  organization: string
}

export interface StoredDocument extends StoredText {
  links: Omit<DocumentLinks, 'path'>
  /** whether the file goes on behind the text */
  isCut: boolean
}

export interface HighlightedCode {
  /** undefined when nothing is known about it */
  language: Language | undefined
  /** as many lines as the text has; each is HTML of its own */
  html: string
}

export interface DocumentsParts {
  clock: Clock
  logger: Logger
  limits?: Partial<DocumentLimits> | undefined
}

export interface DocumentLimits extends RenderLimits, TurnLimits {
  /** Bytes of remembered HTML. */
  maxCachedBytes: number
  /** How long a text counts as one that cannot be rendered. Milliseconds. */
  plainForMs: number
}

const LIMITS: DocumentLimits = {
  maxCpuMs: 12_000,
  maxWallMs: 60_000,
  maxHeapMb: 384,
  idleMs: 20_000,
  maxWaiting: 64,
  maxWaitingOfOrganization: 16,
  maxCachedBytes: 16 * 1024 * 1024,
  plainForMs: 10 * 60_000,
}

/** Beyond one of these, code is not highlighted. */
const MAX_HIGHLIGHTED_CHARACTERS = 200 * 1024
const MAX_HIGHLIGHTED_LINES = 5000
const MARKDOWN = /\.(?:md|markdown)$/i
/** In memory, at most. */
const BYTES_PER_CHARACTER = 2

interface Rendered {
  html: string
  /** when to try again; undefined for what was rendered */
  until?: number
}

export class Documents {
  readonly #parts: DocumentsParts
  readonly #limits: DocumentLimits
  readonly #process: RenderProcess
  readonly #turns: Turns
  readonly #cache: ByteCache<Rendered>
  readonly #underWay = new Map<string, Promise<string>>()

  constructor(parts: DocumentsParts) {
    this.#parts = parts
    this.#limits = { ...LIMITS, ...parts.limits }
    this.#process = createRenderProcess(this.#limits)
    this.#turns = createTurns(this.#limits)
    this.#cache = createByteCache(this.#limits.maxCachedBytes)
  }

  /** @returns a fragment that any page may show @throws Unavailable when too many others wait */
  async html(document: StoredDocument): Promise<string> {
    const links = { ...document.links, path: document.path }
    const html = await this.#remembered(['document', document.key, links], document, (text) => {
      if (!MARKDOWN.test(document.path)) return { tasks: [], plain: plainDocument(text) }
      // Highlighting is what a document can do without first.
      const tasks = (isLong(text) ? [false] : [true, false]).map((highlighted) => ({ kind: 'document', text, links, highlighted }) as const)
      return { tasks, plain: unrenderedDocument(text) }
    })
    return document.isCut ? html + cutNote(pageOf(document.path, links)) : html
  }

  /** As `html`, of a source file. What cannot be highlighted is plain. */
  async code(file: StoredText): Promise<HighlightedCode> {
    const language = languageOfFile(file.path)
    const html = await this.#remembered(['code', file.key], file, (text) => {
      const tasks = language === undefined || isLong(text) ? [] : [{ kind: 'code', text, language } as const]
      return { tasks, plain: escapeText(text) }
    })
    return { language, html }
  }

  async close(): Promise<void> {
    await this.#process.close()
  }

  async #remembered(named: unknown[], file: StoredText, plan: (text: string) => Plan): Promise<string> {
    const key = JSON.stringify(named)
    const remembered = this.#cache.get(key)
    if (remembered !== undefined && (remembered.until ?? Number.POSITIVE_INFINITY) > this.#parts.clock.now()) return remembered.html
    const prepare = async () => {
      const planned = plan(await file.text())
      if (planned.tasks.length === 0) return planned.plain
      const rendered = await this.#turns.take(file.organization, () => this.#rendered(file, planned))
      this.#cache.set(key, rendered, rendered.html.length * BYTES_PER_CHARACTER)
      return rendered.html
    }
    const underWay = this.#underWay.get(key) ?? prepare().finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, underWay)
    return await underWay
  }

  async #rendered(file: StoredText, { tasks, plain }: Plan): Promise<Rendered> {
    for (const task of tasks) {
      try {
        return { html: await this.#process.render(task) }
      } catch (error) {
        this.#parts.logger.warn({ file: file.key, err: error }, 'a file cannot be rendered')
      }
    }
    return { html: plain, until: this.#parts.clock.now() + this.#limits.plainForMs }
  }
}

interface Plan {
  /** the first that succeeds is the result */
  tasks: readonly RenderTask[]
  /** HTML without any */
  plain: string
}

function isLong(text: string): boolean {
  return text.length > MAX_HIGHLIGHTED_CHARACTERS || text.split('\n').length > MAX_HIGHLIGHTED_LINES
}
