// Keeps a module's part of the search index, in the transaction that changes the module.
import { createHash } from 'node:crypto'
import type { Queries } from '../../database/index.ts'
import type { RegistryModuleId } from '../../kernel/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { moduleById } from '../registry-module/module-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { type Content, contentOf, encodeContent, NO_CONTENT, type StoredInspection } from './content.ts'
import { documentOf, indexedStateOf, learnWords, replacePostings, saveContent, saveDocument } from './search-index-rows.ts'
import { weightsOf } from './weights.ts'

/** Raise it when the same version would be indexed otherwise: the index is then filled anew in the background. */
export const INDEX_FORMAT = 1

/** Call it at the end of every change of a locked module. What is indexed already costs three reads. */
export async function indexModule(tx: Queries, id: RegistryModuleId): Promise<void> {
  const module = await moduleById(tx, id)
  if (module === undefined) return
  const [{ facets, inspectionKey }, before] = [await indexedStateOf(tx, module), await documentOf(tx, id)]
  const fingerprint = fingerprintOf(module, inspectionKey)
  const number = await saveDocument(tx, module, { before, facets, format: INDEX_FORMAT, fingerprint })
  if (before?.fingerprint === fingerprint) return
  const content = await readContent(tx, inspectionKey)
  await saveContent(tx, number, encodeContent(content))
  const { weights, words } = weightsOf(module, content)
  const added = await replacePostings(tx, { number, organizationId: module.organizationId }, weights)
  await learnWords(
    tx,
    module.organizationId,
    added.flatMap((term) => words.get(term) ?? []),
  )
}

function fingerprintOf({ namespace, name, provider, description }: RegistryModule, inspectionKey: string | null): string {
  const indexed = [INDEX_FORMAT, namespace, name, provider, description, inspectionKey]
  return createHash('sha256').update(JSON.stringify(indexed)).digest('base64')
}

async function readContent(tx: Queries, inspectionKey: string | null): Promise<Content> {
  const document = inspectionKey === null ? undefined : await inspectionDocument(tx, inspectionKey)
  return document === undefined ? NO_CONTENT : contentOf(JSON.parse(document) as StoredInspection)
}
