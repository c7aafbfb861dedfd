// Writes an inspection as it is stored: JSON in gzip in base64. What a directory shares with the last version is made once.
import type { DirectoryInspection, PackageInspection, PackageView } from '../../terraform/index.ts'
import { gzipPieces, type Piece, rememberedDeflate } from '../package/index.ts'

export type WriteDocument = (inspection: PackageInspection) => Promise<string>

const MAX_DEFLATED_BYTES = 16 * 1024 * 1024
/** JSON of this kind gets hardly smaller with more effort. */
const FAST = 1

export function createDocumentWriter(): WriteDocument {
  const deflate = rememberedDeflate(MAX_DEFLATED_BYTES, FAST)
  const written = new WeakMap<DirectoryInspection, { before: string; content: Buffer }>()

  /** @param before what stands before the directory */
  function contentOf(directory: DirectoryInspection, before: string): Buffer {
    const last = written.get(directory)
    if (last?.before === before) return last.content
    const content = Buffer.from(before + JSON.stringify(directory))
    written.set(directory, { before, content })
    return content
  }

  function* directoriesOf(before: string, directories: readonly DirectoryInspection[]): Generator<Piece> {
    let resembled: Buffer | undefined
    for (const directory of directories) {
      const content = contentOf(directory, resembled === undefined ? before : ',')
      yield { content, resembled }
      resembled = content
    }
    if (directories.length === 0) yield textOf(before)
  }

  function* viewOf({ root, submodules, examples, diagnostics }: PackageView): Generator<Piece> {
    yield* directoriesOf('"root":', [root])
    yield* directoriesOf(',"submodules":[', submodules)
    yield* directoriesOf('],"examples":[', examples)
    yield textOf(`],"diagnostics":${JSON.stringify(diagnostics)}`)
  }

  function* piecesOf({ hasTofuFiles, tofu, ...view }: PackageInspection): Generator<Piece> {
    yield textOf('{')
    yield* viewOf(view)
    yield textOf(`,"hasTofuFiles":${hasTofuFiles},"tofu":`)
    if (tofu === null) return yield textOf('null}')
    yield textOf('{')
    yield* viewOf(tofu)
    yield textOf('}}')
  }

  return async (inspection) => {
    const parts: Buffer[] = []
    for await (const part of gzipPieces(piecesOf(inspection), deflate)) parts.push(part)
    return Buffer.concat(parts).toString('base64')
  }
}

function textOf(text: string): Piece {
  return { content: Buffer.from(text), resembled: undefined }
}
