// Rules about folders that dependency-cruiser cannot state: which two import each other, and how many files each holds.
import { dirname } from 'node:path/posix'

export const MAX_FILES = 16
/** A migration is never moved, so their folder grows. */
const EXEMPT = /(^|\/)migrations$/

/**
 * Every pair of folders of which each imports the other, at any depth. A folder stands for everything below it; towards a folder
 * inside it, it stands for its own files alone.
 * @param {import('./source-files.mjs').SourceFile[]} files
 * @returns {{ folders: [string, string], imports: [string, string] }[]} with one import in each direction, as `from -> to`
 */
export function mutualPairs(files) {
  /** @type {Map<string, string>} */
  const edges = new Map()
  for (const { path, imports } of files)
    for (const target of imports) for (const edge of edgesOf(path, target)) if (!edges.has(edge)) edges.set(edge, `${path} -> ${target}`)
  return [...edges].flatMap(([edge, there]) => {
    const [from, to] = edge.split(' ')
    const back = edges.get(`${to} ${from}`)
    return back === undefined || from > to ? [] : [{ folders: [from, to], imports: [there, back] }]
  })
}

/** @param {string} path @param {string} target @returns {string[]} `from to` for every two folders that this import connects */
function edgesOf(path, target) {
  const [from, to] = [dirname(path), dirname(target)]
  return above(from).flatMap((one) =>
    above(to).flatMap((other) => {
      if (one === other) return []
      if (contains(one, other)) return one === from ? [`${one} ${other}`] : []
      if (contains(other, one)) return other === to ? [`${one} ${other}`] : []
      return [`${one} ${other}`]
    }),
  )
}

/** @param {string} folder @returns {string[]} the folder and all those that contain it */
function above(folder) {
  return folder === '.' ? ['.'] : [folder, ...above(dirname(folder))]
}

/** @param {string} outer @param {string} inner */
function contains(outer, inner) {
  return outer === '.' || inner.startsWith(`${outer}/`)
}

/**
 * @param {import('./source-files.mjs').SourceFile[]} files without tests
 * @returns {Map<string, number>} how many files each folder holds, subfolders not counted
 */
export function folderSizes(files) {
  const sizes = new Map()
  for (const { path } of files) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1)
  return sizes
}

/** @param {import('./source-files.mjs').SourceFile[]} files @returns {[string, number][]} */
export function crowdedFolders(files) {
  return [...folderSizes(files)].filter(([folder, size]) => size > MAX_FILES && !EXEMPT.test(folder))
}
