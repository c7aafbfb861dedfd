// Prepares one package: reads its tree, inspects its configuration, packs the archive to serve.
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { encodeContents } from '../../archivist/index.ts'
import { createByteCache } from '../../platform/cache/index.ts'
import { type ObjectReader, openObjectReader } from '../../platform/git/index.ts'
import { spawnProgram } from '../../platform/processes/index.ts'
import {
  type ConfigurationFile,
  createRememberingReader,
  type DirectoryReader,
  isRefusal,
  noConfigurationIn,
  type PackageInspection,
  readConfigurationFile,
} from '../../terraform/index.ts'
import {
  type Deflate,
  type GitObjects,
  type ModuleTree,
  PackageRefused,
  packModule,
  readArchive,
  readGitTree,
  rememberedDeflate,
  SourceDirectoryMissing,
  SubmoduleMissing,
} from '../package/index.ts'
import { hasConfiguration, inspectTree, mayHaveConfiguration, missingSubmodules } from './inspect-tree.ts'
import { createDocumentWriter, type WriteDocument } from './inspection-document.ts'
import type { Inspected, InspectRequest, PackageSource, PrepareOutcome, PrepareRequest, Refused } from './messages.ts'
import { cacheObjects } from './object-cache.ts'
import type { Parse } from './read-sources.ts'
import { renewedInspection } from './renewed-inspection.ts'
import { createPackageSubmodules } from './submodules/package-submodules.ts'

export interface PackagePreparation {
  /** @throws Error for failures that are not the package's fault */
  prepare(request: PrepareRequest | InspectRequest): Promise<PrepareOutcome | Inspected>
  close(): Promise<void>
}

type GitSource = PackageSource & { kind: 'git' }

/** What remembers earlier packages of the same repository. Nothing of one repository is used for another. */
interface Memory {
  parse: Parse
  deflate: Deflate
  readDirectory: DirectoryReader
  writeDocument: WriteDocument
}

interface OpenRepository extends Memory {
  directory: string
  reader: ObjectReader
  objects: GitObjects
}

const MAX_DEFLATED_BYTES = 32 * 1024 * 1024
const MAX_READ_BYTES = 16 * 1024 * 1024

export function createPackagePreparation(): PackagePreparation {
  let open: OpenRepository | undefined

  /** Requests for a repository come in a row, so its reader and caches stay open until another repository is requested. */
  async function repositoryAt(directory: string): Promise<OpenRepository> {
    if (open?.directory === directory) return open
    await open?.reader.close()
    const reader = openObjectReader(directory, { start: spawnProgram })
    open = { directory, reader, objects: cacheObjects(reader), ...newMemory() }
    return open
  }

  async function prepareGit(request: PrepareRequest, { repository, tree, sourceDirectory, submodules: supplied }: GitSource) {
    const readers: ObjectReader[] = []
    const openSubmodule = (directory: string) => {
      const reader = openObjectReader(directory, { start: spawnProgram })
      readers.push(reader)
      return reader
    }
    const submodules = supplied && createPackageSubmodules(supplied, openSubmodule)
    const memory = await repositoryAt(repository)
    try {
      const reading = readGitTree(memory.objects, tree, { sourceDirectory, submodules })
      // Without a submodule, nothing is known yet about a source directory in it.
      const read = await reading.catch((error: unknown) => (error instanceof SubmoduleMissing ? error : Promise.reject(error)))
      if (submodules !== undefined && submodules.wanted.length > 0) return { kind: 'submodules', wanted: submodules.wanted } as const
      if (read instanceof SubmoduleMissing) throw read
      return await prepareTree(read, request, memory)
    } finally {
      await Promise.all(readers.map((reader) => reader.close()))
    }
  }

  return {
    async prepare(request) {
      const { source } = request
      try {
        if ('earlier' in request) return await inspectAgain(request)
        return await (source.kind === 'archive' ? prepareArchive(request, source.file) : prepareGit(request, source))
      } catch (error) {
        if (error instanceof SourceDirectoryMissing) return { kind: 'nothing', reason: error.message }
        if (error instanceof SubmoduleMissing) return { ...refusal(error.message, error.file, error.line), kind: 'incomplete' }
        if (error instanceof PackageRefused) return refusal(error.message, error.file, error.line)
        throw error
      }
    },
    async close() {
      await open?.reader.close()
    },
  }
}

async function prepareArchive(request: PrepareRequest, file: string) {
  return prepareTree(await readArchive(file, { scratchDirectory: dirname(request.destination) }), request, newMemory())
}

async function inspectAgain({ source, earlier, destination }: InspectRequest): Promise<Inspected> {
  const { parse, writeDocument } = newMemory()
  const tree = await readArchive(source.file, { scratchDirectory: dirname(destination) })
  try {
    const inspection = renewedInspection(await inspectTree(tree, parse), JSON.parse(earlier) as PackageInspection)
    return { kind: 'inspected', inspection: await writeDocument(inspection) }
  } finally {
    await tree.close()
  }
}

function newMemory(): Memory {
  return {
    parse: cachedParser(),
    deflate: rememberedDeflate(MAX_DEFLATED_BYTES),
    readDirectory: createRememberingReader(MAX_READ_BYTES),
    writeDocument: createDocumentWriter(),
  }
}

async function prepareTree(
  tree: ModuleTree,
  request: PrepareRequest,
  { parse, deflate, readDirectory, writeDocument }: Memory,
): Promise<PrepareOutcome> {
  const began = performance.now()
  try {
    if (!hasConfiguration(tree)) {
      const missing = missingSubmodules(tree).find(({ file }) => mayHaveConfiguration(file))
      if (missing !== undefined) throw new SubmoduleMissing(missing.submodule)
      return { kind: 'nothing', reason: noConfiguration(request.source) }
    }
    const inspection = await inspectTree(tree, parse, readDirectory)
    const error = inspection.root.diagnostics.find(isRefusal)
    if (error !== undefined) {
      const message = [error.summary, error.detail].filter((text) => text !== '').join(': ')
      const kept = await packRefused(tree, request.destination, deflate)
      return { ...refusal(message, error.file, error.line), ...(kept === undefined ? {} : { kept }) }
    }
    const document = await writeDocument(inspection)
    const inspected = performance.now()
    const { sha256, size, contents } = await packModule(tree, { destination: request.destination, deflate })
    const times = { inspectedMs: inspected - began, packedMs: performance.now() - inspected }
    return {
      kind: 'prepared',
      sha256,
      size,
      contents: encodeContents(contents),
      inspection: document,
      diagnostics: inspection.diagnostics,
      ...times,
    }
  } finally {
    await tree.close()
  }
}

/** Of all files of a refused module together: people read a few lines of it, and nobody installs it. */
const MAX_KEPT_BYTES = 10 * 1024 * 1024

/** @returns undefined when there is too much to keep, or the files cannot be packed either */
async function packRefused(tree: ModuleTree, destination: string, deflate: Deflate): Promise<Refused['kept']> {
  if (tree.files.reduce((sum, { size }) => sum + size, 0) > MAX_KEPT_BYTES) return undefined
  try {
    const { sha256, size } = await packModule(tree, { destination, deflate })
    return { sha256, size }
  } catch (error) {
    if (error instanceof PackageRefused) return undefined
    throw error
  }
}

const MAX_PARSED_BYTES = 16 * 1024 * 1024

/** Consecutive versions share most of their files: each file is parsed once. */
function cachedParser(): Parse {
  const parsed = createByteCache<ConfigurationFile>(MAX_PARSED_BYTES)
  return (name, content) => {
    const key = createHash('sha256').update(name).update('\0').update(content).digest('base64')
    const known = parsed.get(key)
    if (known !== undefined) return known
    const file = readConfigurationFile(name, content)
    parsed.set(key, file, content.length)
    return file
  }
}

function noConfiguration(source: PackageSource): string {
  return noConfigurationIn(source.kind === 'archive' ? 'the root of the archive' : source.sourceDirectory)
}

function refusal(message: string, file: string | undefined, line: number | undefined): Refused {
  return { kind: 'refused', message, ...(file === undefined || file === '' ? {} : { file }), ...(line === undefined ? {} : { line }) }
}
