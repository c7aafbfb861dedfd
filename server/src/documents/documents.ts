// Documents of packages as HTML: rendered in a thread within limits, and remembered.
import type { Clock } from '../kernel/index.ts'
import { type ByteCache, createByteCache } from '../platform/cache/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { DocumentLinks } from './rendering/document-links.ts'
import { plainDocument, unrenderedDocument } from './rendering/plain-document.ts'
import { createRenderWorker, type RenderLimits, type RenderWorker } from './worker/render-worker.ts'
import { createTurns, type TurnLimits, type Turns } from './worker/turns.ts'

export interface StoredDocument {
  /** documents with the same key have the same text */
  key: string
  format: 'markdown' | 'text'
  /** is called when the document is not remembered */
  text(): Promise<string>
  links: DocumentLinks
  /** the one that has it, for its share of the thread */
  organization: string
}

export interface DocumentsParts {
  clock: Clock
  logger: Logger
  limits?: Partial<DocumentLimits> | undefined
}

export interface DocumentLimits extends RenderLimits, TurnLimits {
  /** Bytes of remembered HTML. */
  maxCachedBytes: number
  /** How long a document counts as one that cannot be rendered. Milliseconds. */
  plainForMs: number
}

const LIMITS: DocumentLimits = {
  maxCpuMs: 10_000,
  maxWallMs: 60_000,
  maxHeapMb: 384,
  idleMs: 20_000,
  maxWaiting: 64,
  maxWaitingOfOrganization: 16,
  maxCachedBytes: 16 * 1024 * 1024,
  plainForMs: 10 * 60_000,
}

/** Beyond one of these, code has no colours. */
const MAX_HIGHLIGHTED_CHARACTERS = 200 * 1024
const MAX_HIGHLIGHTED_LINES = 5000
/** In memory, at most. */
const BYTES_PER_CHARACTER = 2

interface Rendered {
  html: string
  /** when to try again; undefined for what was rendered */
  until?: number
}

export class Documents {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #limits: DocumentLimits
  readonly #worker: RenderWorker
  readonly #turns: Turns
  readonly #cache: ByteCache<Rendered>
  readonly #underWay = new Map<string, Promise<string>>()

  constructor({ clock, logger, limits = {} }: DocumentsParts) {
    this.#clock = clock
    this.#logger = logger
    this.#limits = { ...LIMITS, ...limits }
    this.#worker = createRenderWorker(this.#limits)
    this.#turns = createTurns(this.#limits)
    this.#cache = createByteCache(this.#limits.maxCachedBytes)
  }

  /** @returns a fragment that any page may show @throws Unavailable when too many others wait */
  async html(document: StoredDocument): Promise<string> {
    const key = JSON.stringify([document.key, document.links])
    const remembered = this.#cache.get(key)
    if (remembered !== undefined && (remembered.until ?? Number.POSITIVE_INFINITY) > this.#clock.now()) return remembered.html
    const underWay = this.#underWay.get(key) ?? this.#prepare(key, document).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, underWay)
    return await underWay
  }

  async close(): Promise<void> {
    await this.#worker.close()
  }

  async #prepare(key: string, document: StoredDocument): Promise<string> {
    const text = await document.text()
    if (document.format === 'text') return plainDocument(text)
    const rendered = await this.#turns.take(document.organization, () => this.#rendered(text, document))
    this.#cache.set(key, rendered, rendered.html.length * BYTES_PER_CHARACTER)
    return rendered.html
  }

  /** Colours are what a document can do without first. */
  async #rendered(text: string, { key, links }: StoredDocument): Promise<Rendered> {
    for (const highlighted of isLong(text) ? [false] : [true, false]) {
      try {
        return { html: await this.#worker.render({ text, links, highlighted }) }
      } catch (error) {
        this.#logger.warn({ document: key, highlighted, err: error }, 'a document cannot be rendered')
      }
    }
    return { html: unrenderedDocument(text), until: this.#clock.now() + this.#limits.plainForMs }
  }
}

function isLong(text: string): boolean {
  return text.length > MAX_HIGHLIGHTED_CHARACTERS || text.split('\n').length > MAX_HIGHLIGHTED_LINES
}
