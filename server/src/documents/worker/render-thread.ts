// The thread that renders documents, one after the other.
import { parentPort } from 'node:worker_threads'
import { lowerThreadPriority } from '../../platform/processes/index.ts'
import { createHighlighter } from '../rendering/code/highlighter.ts'
import { renderMarkdown } from '../rendering/render-markdown.ts'
import type { RenderReply, RenderTask } from './messages.ts'

lowerThreadPriority()
const highlight = createHighlighter()

parentPort?.on('message', async (task: RenderTask) => {
  parentPort?.postMessage(await reply(task))
})

async function reply({ text, links, highlighted }: RenderTask): Promise<RenderReply> {
  try {
    return { html: await renderMarkdown(text, links, highlighted ? highlight : undefined) }
  } catch (error) {
    // Deep nesting exceeds the stack.
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
