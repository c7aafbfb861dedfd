// `npm run check` runs this: fails when two folders import each other, a folder holds too many files, or SQL is out of place.
import { ROOT } from '../toolchain.mjs'
import { crowdedFolders, MAX_FILES, mutualPairs } from './folders.mjs'
import { isTest, readSources } from './source-files.mjs'
import { strayStatements } from './sql.mjs'

const server = readSources(`${ROOT}/server/src`, (path) => !isTest(path))
const web = readSources(`${ROOT}/web/src`, (path) => !isTest(path) && !path.endsWith('.d.ts'))
const problems = [
  ...problemsOf(server),
  ...problemsOf(web),
  ...strayStatements(server).map((path) => `${path} has SQL; it belongs in a file named …-rows.ts`),
]
for (const problem of problems) process.stdout.write(`  ${problem}\n`)
if (problems.length > 0) process.exit(1)

/** @param {import('./source-files.mjs').SourceFile[]} files @returns {string[]} */
function problemsOf(files) {
  return [
    ...mutualPairs(files).map(({ folders, imports }) => `${folders.join(' and ')} import each other:\n    ${imports.join('\n    ')}`),
    ...crowdedFolders(files).map(([folder, size]) => `${folder} holds ${size} files; at most ${MAX_FILES}`),
  ]
}
