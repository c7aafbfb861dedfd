// SQL has its place: files named `…-rows.ts`, and `database/`.

/** Kysely's beginnings of a statement, and its tag for plain SQL. */
const SQL = /\b(?:selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(?:<[^`(]*>)?`/
const PLACE = /(?:-rows\.ts$|^database\/)/

/**
 * @param {import('./source-files.mjs').SourceFile[]} files without tests
 * @returns {string[]} those with SQL where none belongs
 */
export function strayStatements(files) {
  return files.filter(({ path, text }) => !PLACE.test(path) && SQL.test(withoutComments(text))).map(({ path }) => path)
}

/** @param {string} text */
function withoutComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}
