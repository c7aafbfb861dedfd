// The git submodules of one package: where `.gitmodules` says they are, and what the server has fetched of them.
import {
  type GitLink,
  type GitObjects,
  type GitSubmodules,
  type MissingSubmodule,
  type PlacedRepository,
  quoted,
} from '../../package/index.ts'
import { type GitmodulesEntry, type GitmodulesError, readGitmodules } from './gitmodules-file.ts'
import type { FetchedSubmodule, SuppliedSubmodule, WantedSubmodule } from './submodule-messages.ts'

export interface PackageSubmodules extends GitSubmodules {
  /** those that the server has not been asked for yet, in the order in which they were met */
  wanted: readonly WantedSubmodule[]
}

/** Of one package, nested ones included. */
export const MAX_SUBMODULES = 50
/** Submodules inside of each other. */
export const MAX_SUBMODULE_DEPTH = 5
const MAX_GITMODULES_BYTES = 256 * 1024

const REGULAR_FILE = /^100/

type Declared = { url: string; line: number } | Problem

interface Problem {
  problem: string
  line?: number
}

/** @param openObjects gives access to a repository that was fetched */
export function createPackageSubmodules(
  supplied: readonly SuppliedSubmodule[],
  openObjects: (repository: string) => GitObjects,
): PackageSubmodules {
  const known = new Map(supplied.map((each) => [each.path, each]))
  const files = new Map<string, Promise<Gitmodules>>()
  const wanted: WantedSubmodule[] = []
  let met = 0

  const read = (repository: PlacedRepository) => {
    const file = files.get(repository.path) ?? readFile(repository)
    files.set(repository.path, file)
    return file
  }

  async function find(link: GitLink): Promise<FetchedSubmodule | Problem> {
    if (++met > MAX_SUBMODULES) return { problem: `there are more than ${MAX_SUBMODULES} of them` }
    if (link.parent.depth >= MAX_SUBMODULE_DEPTH) return { problem: `it is more than ${MAX_SUBMODULE_DEPTH} submodules deep` }
    const declared = declaredIn(await read(link.parent), link)
    if ('problem' in declared) return declared
    const { url, line } = declared
    const found = known.get(link.path)
    if (found !== undefined) return 'problem' in found ? { problem: found.problem, line } : found
    wanted.push({ path: link.path, parent: link.parent.path, commit: link.commit, url, place: `${fileOf(link)}:${line}` })
    return { problem: 'it has not been fetched', line }
  }

  return {
    wanted,
    async open(link) {
      const found = await find(link)
      return 'problem' in found ? missing(link, found) : { objects: openObjects(found.repository), tree: found.tree }
    },
  }
}

/** Entries by path, or why there are none. */
type Gitmodules = ReadonlyMap<string, GitmodulesEntry> | GitmodulesError | { problem: string }

/** Only a regular file counts, as in git: a link could lead anywhere. */
async function readFile({ objects, tree }: PlacedRepository): Promise<Gitmodules> {
  const entry = (await objects.readTree(tree)).find(({ name }) => name === FILE_NAME)
  if (entry === undefined) return new Map()
  const mode = typeof entry.mode === 'number' ? entry.mode.toString(8) : entry.mode
  if (!REGULAR_FILE.test(mode)) return { problem: 'it is not a regular file' }
  if ((await objects.blobSize(entry.oid)) > MAX_GITMODULES_BYTES) return { problem: `it is larger than ${MAX_GITMODULES_BYTES} bytes` }
  return readGitmodules((await objects.readBlob(entry.oid, MAX_GITMODULES_BYTES)).toString('utf8'))
}

const FILE_NAME = '.gitmodules'

/** The path in the file only has to equal the one in the tree. It names no place to write to. */
function declaredIn(file: Gitmodules, { path, parent }: GitLink): Declared {
  if ('problem' in file) return { problem: `${FILE_NAME} cannot be read: ${file.problem}` }
  if ('errorLine' in file) return { problem: `${FILE_NAME} cannot be read: its syntax is not valid`, line: file.errorLine }
  const entry = file.get(parent.path === '' ? path : path.slice(parent.path.length + 1))
  if (entry === undefined) return { problem: `${FILE_NAME} has no entry for it` }
  const { url, line, isAmbiguous } = entry
  if (isAmbiguous) return { problem: `${FILE_NAME} has more than one entry for it`, line }
  return url === '' ? { problem: `its entry in ${FILE_NAME} has no URL`, line } : { url, line }
}

/** From the root of the module's own repository. */
function fileOf({ parent }: GitLink): string {
  return parent.path === '' ? FILE_NAME : `${parent.path}/${FILE_NAME}`
}

function missing(link: GitLink, { problem, line }: Problem): MissingSubmodule {
  const file = fileOf(link)
  const message = `the git submodule ${quoted(link.path)} could not be fetched: ${problem}`
  const place = line === undefined ? file : `${file}, line ${line}`
  return {
    kind: 'missing',
    reason: `The files of this git submodule are not part of the archive: ${problem} (${place}).`,
    failure: { message, file, ...(line === undefined ? {} : { line }) },
  }
}
