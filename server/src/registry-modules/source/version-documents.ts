// The documents of a published version as HTML: the README of each directory, and the changelog. Its source files, highlighted.
import type { Documents, HighlightedCode, StoredDocument } from '../../documents/index.ts'
import { NotFound } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { readmePath } from '../../terraform/index.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { beginningOf } from './text-file.ts'
import type { VersionFile, VersionFiles } from './version-files.ts'

export interface VersionDocumentsParts {
  files: VersionFiles
  documents: Pick<Documents, 'html' | 'code'>
  organizations: Pick<Organizations, 'permitted'>
}

type Links = StoredDocument['links']

/** Where links to files lead, for the version that is shown. */
export type LinksOf = (version: string) => Omit<Links, 'remoteImages'>

/** Who reads, as a member of which organization, and where links to files lead then. */
export interface Reader {
  subject: Subject
  organization: string
  linksOf: LinksOf
}

export interface DocumentView {
  /** a fragment that any page may show */
  html: string
  /** whether it may load images of other hosts */
  remoteImages: boolean
}

/** A source file up to a size that a page can show. */
export interface SourceView {
  file: VersionFile
  versionId: string
  /** undefined when it is not text */
  code: HighlightedCode | undefined
  isCut: boolean
}

/** Bytes of a document. Rendering takes about 40 microseconds for each. */
const MAX_DOCUMENT_BYTES = 256 * 1024
/** Bytes of a source file. */
const MAX_SOURCE_BYTES = 512 * 1024
/** The first that exists; in lower case. */
const CHANGELOGS = ['changelog.md', 'changelog.markdown', 'changes.md', 'history.md', 'changelog.txt', 'changelog', 'changes']
const LATEST = 'latest'

export class VersionDocuments {
  readonly #parts: VersionDocumentsParts

  constructor(parts: VersionDocumentsParts) {
    this.#parts = parts
  }

  /**
   * For whoever has checked that the reader may read the module.
   * @param version a number, or `latest` @param directory relative to the package; empty for its root
   * @throws NotFound when the directory has no README
   */
  async readme(module: RegistryModule, version: string, directory: string, reader: Reader): Promise<DocumentView> {
    const find = (paths: readonly string[]) => readmePath(paths, directory)
    const where = directory === '' ? '' : ` in ${JSON.stringify(directory)}`
    return await this.#html(module, version, { name: `README${where}`, find }, reader)
  }

  /** As `readme`, for the root. @throws NotFound when there is none */
  async changelog(module: RegistryModule, version: string, reader: Reader): Promise<DocumentView> {
    return await this.#html(module, version, { name: 'changelog', find: changelogPath }, reader)
  }

  /** As `readme`, of any file. @throws NotFound when the version has no such file */
  async source(subject: Subject, module: RegistryModule, asked: string, path: string): Promise<SourceView> {
    const { files, documents } = this.#parts
    const version = numberOf(module, asked)
    const { versionId } = await files.list(subject, module, version)
    const file = await files.find(subject, module, version, path)
    // Whether it is text is known only when it has been read.
    const text = await beginningOf(file, MAX_SOURCE_BYTES)
    const stored = { key: keyOf(file), path, text: async () => text ?? '', organization: module.organizationId }
    return { file, versionId, code: text === undefined ? undefined : await documents.code(stored), isCut: file.size > MAX_SOURCE_BYTES }
  }

  async #html(module: RegistryModule, asked: string, { name, find }: Wanted, reader: Reader): Promise<DocumentView> {
    const { files, documents, organizations } = this.#parts
    const { settings } = await organizations.permitted(reader.subject, 'read-modules', reader.organization)
    const remoteImages = settings['allow-remote-images'] === true
    const version = numberOf(module, asked)
    const list = await files.list(reader.subject, module, version)
    const path = find(list.files.map((file) => file.path))
    if (path === undefined) throw new NotFound(`version ${version} of ${addressOf(module)} has no ${name}`)
    const file = await files.find(reader.subject, module, version, path)
    const html = await documents.html({
      key: keyOf(file),
      path,
      text: async () => (await beginningOf(file, MAX_DOCUMENT_BYTES)) ?? 'This file is not text.',
      isCut: file.size > MAX_DOCUMENT_BYTES,
      links: { ...reader.linksOf(version), remoteImages },
      organization: module.organizationId,
    })
    return { html, remoteImages }
  }
}

interface Wanted {
  /** for messages */
  name: string
  find(paths: readonly string[]): string | undefined
}

function changelogPath(paths: readonly string[]): string | undefined {
  return CHANGELOGS.flatMap((name) => paths.find((path) => path.toLowerCase() === name) ?? []).at(0)
}

function numberOf(module: RegistryModule, asked: string): string {
  const version = asked === LATEST ? module.latestVersion : asked
  if (version === null) throw new NotFound(`${addressOf(module)} has no published version`)
  return version
}

/** Of its bytes. */
function keyOf({ archive, path }: VersionFile): string {
  return `${archive}/${path}`
}
