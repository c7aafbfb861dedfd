import { leftOutBecause } from './entry-names.ts'
import type { DirectoryNode, FileNode, LinkNode, SourceNode, SubmoduleFailure, SubmoduleNode } from './source-node.ts'

/** Where a path leads. */
export interface Place {
  node: FileNode | DirectoryNode
  /** The real directories from the root down to the one that holds the node, or to the node itself when it is one. */
  trail: readonly DirectoryNode[]
}

/** Why a path leads nowhere, as the end of a sentence that starts with the link. */
export interface DeadEnd {
  reason: string
  /** when it leads into a git submodule that could not be had */
  submodule?: SubmoduleFailure
}

interface Walk {
  trail: DirectoryNode[]
  /** still to walk, last one first */
  pending: Segment[]
  linksLeft: number
}

interface Segment {
  name: string
  /** how many directories of the trail it cannot leave: those down to the topmost one of its repository */
  floor: number
}

/**
 * Follows a path as a file system would, never above the root. A link in a git submodule is not followed out of it.
 * @param from the real directories from the root to where the path starts
 * @param linkChain how many links may be passed on the way
 */
export async function followPath(from: readonly DirectoryNode[], path: string, linkChain: number): Promise<Place | DeadEnd> {
  const walk: Walk = { trail: [...from], pending: [], linksLeft: linkChain }
  let deadEnd = enter(walk, path)
  while (deadEnd === undefined) {
    const segment = walk.pending.pop()
    const here = walk.trail.at(-1)
    if (here === undefined) break
    if (segment === undefined) return { node: here, trail: walk.trail }
    const { name, floor } = segment
    if (leftOutBecause(name) !== undefined) return { reason: 'which is left out of archives' }
    const child = name === '..' ? undefined : (await here.list()).get(name)
    if (child?.kind === 'file' && walk.pending.length === 0) return { node: child, trail: walk.trail }
    deadEnd = name === '..' ? leave(walk, floor) : await step(walk, child)
  }
  return deadEnd ?? OUTSIDE
}

const OUTSIDE: DeadEnd = { reason: 'which is outside' }
const TOO_LONG: DeadEnd = { reason: 'which leads through a link that is too long to be a path' }

function enter(walk: Walk, path: string): DeadEnd | undefined {
  if (path.startsWith('/')) return OUTSIDE
  const floor =
    Math.max(
      0,
      walk.trail.findLastIndex(({ isSubmodule }) => isSubmodule),
    ) + 1
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  walk.pending.push(...names.toReversed().map((name) => ({ name, floor })))
  return undefined
}

function leave(walk: Walk, floor: number): DeadEnd | undefined {
  if (walk.trail.length <= floor) return OUTSIDE
  walk.trail.pop()
  return undefined
}

async function step(walk: Walk, child: SourceNode | undefined): Promise<DeadEnd | undefined> {
  if (child === undefined || child.kind === 'file') return { reason: 'which does not exist' }
  if (child.kind === 'submodule') return await stepInto(walk, child)
  if (child.kind === 'link') return await stepThrough(walk, child)
  walk.trail.push(child)
  return undefined
}

async function stepInto(walk: Walk, submodule: SubmoduleNode): Promise<DeadEnd | undefined> {
  const content = await submodule.content()
  if (content.kind === 'missing') return { reason: 'which is in a submodule', ...(content.failure && { submodule: content.failure }) }
  walk.trail.push(content)
  return undefined
}

async function stepThrough(walk: Walk, link: LinkNode): Promise<DeadEnd | undefined> {
  if (walk.linksLeft-- === 0) return { reason: 'which leads through too many links, or back to itself' }
  const target = await link.target()
  return target === undefined ? TOO_LONG : enter(walk, target)
}
