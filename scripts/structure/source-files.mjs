// The source files of a folder and what they import from each other. Plain JavaScript, like every script here.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+\.tsx?)'/g

/**
 * @typedef {object} SourceFile
 * @property {string} path relative to the folder that was read, with slashes
 * @property {string} text
 * @property {string[]} imports paths of the files it imports, types included
 */

/**
 * @param {string} root
 * @param {(path: string) => boolean} [wanted] whether a file is read; all TypeScript files when absent
 * @returns {SourceFile[]}
 */
export function readSources(root, wanted = () => true) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && wanted(path))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const imports = [...text.matchAll(IMPORT)].map(([, target]) => normalize(join(dirname(path), target)).replaceAll('\\', '/'))
      return { path, text, imports }
    })
}

/** @param {string} path */
export const isTest = (path) => /\.(test|fixture)\.tsx?$/.test(path)
