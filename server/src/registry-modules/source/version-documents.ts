// The documents of a published version as HTML: the README of each directory, and the changelog.
import type { DocumentLinks, Documents } from '../../documents/index.ts'
import { NotFound } from '../../kernel/index.ts'
import { readmePath } from '../../terraform/index.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import type { VersionFile, VersionFiles } from './version-files.ts'

export interface VersionDocumentsParts {
  files: VersionFiles
  documents: Documents
}

/** Where links to files lead, for the version that is shown. */
export type LinksOf = (version: string) => Omit<DocumentLinks, 'directory'>

/** Of the file. What is beyond is not shown. */
const MAX_BYTES = 1024 * 1024
/** The first that exists; in lower case. */
const CHANGELOGS = ['changelog.md', 'changelog.markdown', 'changes.md', 'history.md', 'changelog.txt', 'changelog', 'changes']
const MARKDOWN = /\.(?:md|markdown)$/i
const LATEST = 'latest'

export class VersionDocuments {
  readonly #parts: VersionDocumentsParts

  constructor(parts: VersionDocumentsParts) {
    this.#parts = parts
  }

  /**
   * For whoever has checked that the module may be read.
   * @param version a number, or `latest` @param directory relative to the package; empty for its root
   * @throws NotFound when the directory has no README
   */
  async readme(module: RegistryModule, version: string, directory: string, linksOf: LinksOf): Promise<string> {
    const find = (paths: readonly string[]) => readmePath(paths, directory)
    const where = directory === '' ? '' : ` in ${JSON.stringify(directory)}`
    return await this.#html(module, version, { name: `README${where}`, find, linksOf })
  }

  /** As `readme`, for the root. @throws NotFound when there is none */
  async changelog(module: RegistryModule, version: string, linksOf: LinksOf): Promise<string> {
    const find = (paths: readonly string[]) =>
      CHANGELOGS.flatMap((name) => paths.find((path) => path.toLowerCase() === name) ?? []).at(0)
    return await this.#html(module, version, { name: 'changelog', find, linksOf })
  }

  async #html(module: RegistryModule, asked: string, wanted: Wanted): Promise<string> {
    const { files, documents } = this.#parts
    const version = asked === LATEST ? module.latestVersion : asked
    if (version === null) throw new NotFound(`${addressOf(module)} has no published version`)
    const list = await files.list(module, version)
    const path = wanted.find(list.files.map((file) => file.path))
    if (path === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} has no ${wanted.name}`)
    const file = await files.find(module, version, path)
    return await documents.html({
      key: `${file.archive}/${path}`,
      format: MARKDOWN.test(path) ? 'markdown' : 'text',
      text: () => textOf(file),
      links: { ...wanted.linksOf(version), directory: path.slice(0, Math.max(path.lastIndexOf('/'), 0)) },
      organization: module.organizationId,
    })
  }
}

interface Wanted {
  /** for messages */
  name: string
  find(paths: readonly string[]): string | undefined
  linksOf: LinksOf
}

async function textOf(file: VersionFile): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file.read()) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MAX_BYTES) break
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_BYTES), { stream: true })
  return file.size > MAX_BYTES ? `${text}\n\n---\n\nThis document is cut here. The whole file has ${file.size} bytes.\n` : text
}
