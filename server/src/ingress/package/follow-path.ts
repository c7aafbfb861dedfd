import { leftOutBecause } from './entry-names.ts'
import type { DirectoryNode, FileNode, SourceNode } from './source-node.ts'

/** Where a path leads. */
export interface Place {
  node: FileNode | DirectoryNode
  /** The real directories from the root down to the one that holds the node, or to the node itself when it is one. */
  trail: readonly DirectoryNode[]
}

/** Why a path leads nowhere, as the end of a sentence that starts with the link. */
export interface DeadEnd {
  reason: string
}

interface Walk {
  trail: DirectoryNode[]
  /** segments still to walk, last one first */
  pending: string[]
  linksLeft: number
}

/**
 * Follows a path as a file system would, never above the root.
 * @param from the real directories from the root to where the path starts
 * @param linkChain how many links may be passed on the way
 */
export async function followPath(from: readonly DirectoryNode[], path: string, linkChain: number): Promise<Place | DeadEnd> {
  const walk: Walk = { trail: [...from], pending: [], linksLeft: linkChain }
  let problem = enter(walk, path)
  while (problem === undefined) {
    const segment = walk.pending.pop()
    const here = walk.trail.at(-1)
    if (here === undefined) break
    if (segment === undefined) return { node: here, trail: walk.trail }
    if (leftOutBecause(segment) !== undefined) return { reason: 'which is left out of archives' }
    const child = segment === '..' ? undefined : (await here.list()).get(segment)
    if (child?.kind === 'file' && walk.pending.length === 0) return { node: child, trail: walk.trail }
    problem = segment === '..' ? leave(walk) : await step(walk, child)
  }
  return { reason: problem ?? OUTSIDE }
}

const OUTSIDE = 'which is outside'
const TOO_LONG = 'which leads through a link that is too long to be a path'

function enter(walk: Walk, path: string): string | undefined {
  if (path.startsWith('/')) return OUTSIDE
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  walk.pending.push(...segments.toReversed())
  return undefined
}

function leave(walk: Walk): string | undefined {
  walk.trail.pop()
  return walk.trail.length === 0 ? OUTSIDE : undefined
}

async function step(walk: Walk, child: SourceNode | undefined): Promise<string | undefined> {
  if (child === undefined || child.kind === 'file') return 'which does not exist'
  if (child.kind === 'submodule') return 'which is in a submodule'
  if (child.kind === 'link') {
    if (walk.linksLeft-- === 0) return 'which leads through too many links, or back to itself'
    const target = await child.target()
    return target === undefined ? TOO_LONG : enter(walk, target)
  }
  walk.trail.push(child)
  return undefined
}
