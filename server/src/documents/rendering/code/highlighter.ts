import { createHighlighterCore, type HighlighterCore } from '@shikijs/core'
import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript'
import { grammarOf, type Language } from './languages.ts'
import { type CodeClass, classOf, THEME } from './theme.ts'

/** A run of characters that look the same. */
export interface Piece {
  text: string
  class: CodeClass | undefined
}

/** Divides code into pieces. Line breaks are pieces too, or in one. */
export type Highlighter = (code: string, language: Language) => Promise<Piece[]>

/** Beyond, a line stays as it is: nobody wrote it by hand. */
const MAX_LINE = 2000

/** Loads a grammar with the first code in its language. */
export function createHighlighter(): Highlighter {
  let starting: Promise<HighlighterCore> | undefined
  const loaded = new Map<Language, Promise<string>>()

  return async (code, language) => {
    starting ??= start()
    const shiki = await starting
    const name = loaded.get(language) ?? load(shiki, language)
    loaded.set(language, name)
    // What the process may take ends it; a limit for each line would make the result depend on how busy the machine is.
    const limits = { tokenizeMaxLineLength: MAX_LINE, tokenizeTimeLimit: 0 }
    const lines = shiki.codeToTokensBase(code, { lang: await name, theme: THEME.name ?? '', ...limits })
    return joined(lines.flatMap((line, index) => [...(index === 0 ? [] : [{ text: '\n', class: undefined }]), ...line.map(pieceOf)]))
  }
}

async function start(): Promise<HighlighterCore> {
  // Grammars may use expressions that JavaScript lacks: what they would match stays plain.
  return await createHighlighterCore({ themes: [THEME], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) })
}

async function load(shiki: HighlighterCore, language: Language): Promise<string> {
  const grammars = await grammarOf(language)
  await shiki.loadLanguage(grammars)
  // A grammar comes after those that it includes.
  return grammars.at(-1)?.name ?? 'text'
}

function pieceOf({ content, color }: { content: string; color?: string }): Piece {
  return { text: content, class: classOf(color) }
}

/** Blanks need no class of their own, so that neighbours of one class become one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const joint: Piece[] = []
  for (const piece of pieces) {
    const last = joint.at(-1)
    if (last !== undefined && (last.class === piece.class || piece.text.trim() === '')) last.text += piece.text
    else joint.push({ ...piece })
  }
  return joint
}
