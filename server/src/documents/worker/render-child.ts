// The program of the process that renders documents and highlights code, one after the other.
import { endWithParent } from '../../platform/processes/index.ts'
import { codeHtml } from '../rendering/code/code-html.ts'
import { createHighlighter } from '../rendering/code/highlighter.ts'
import { renderMarkdown } from '../rendering/render-markdown.ts'
import type { RenderReply, RenderTask } from './messages.ts'

/** Characters. The server would have to hold more. */
const MAX_HTML = 8 * 1024 * 1024

const highlight = createHighlighter()

process.on('message', (task: RenderTask) => void answer(task))
// The server is gone, and nothing waits for an answer.
process.on('disconnect', () => process.exit(0))
endWithParent()

async function answer(task: RenderTask): Promise<void> {
  process.send?.(await reply(task))
}

async function reply(task: RenderTask): Promise<RenderReply> {
  try {
    const html = await render(task)
    return html.length > MAX_HTML ? { failure: `its HTML has more than ${MAX_HTML} characters` } : { html }
  } catch (error) {
    // Deep nesting exceeds the stack.
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

async function render(task: RenderTask): Promise<string> {
  if (task.kind === 'code') return codeHtml(await highlight(task.text, task.language))
  return await renderMarkdown(task.text, task.links, task.highlighted ? highlight : undefined)
}
