// Builds and recognizes every object key, so that no request can name anything else in the store.

/** What a key identifies. */
export type ParsedKey = { kind: 'module' | 'failed'; sha256: string } | { kind: 'upload'; id: string }

const MODULE_KEY = /^modules\/sha256\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.tar\.gz$/
const FAILED_KEY = /^failed\/sha256\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.tar\.gz$/
const UPLOAD_KEY = /^uploads\/([A-Za-z0-9-]{1,64})$/

/**
 * The key of a packed module is derived from its content, so that storing it twice is harmless. It ends with `.tar.gz`
 * because Terraform recognizes the archive type by the end of the URL's path.
 * @param sha256 64 lower-case hexadecimal digits
 * @returns `modules/sha256/ab/abcd….tar.gz`
 */
export function moduleKey(sha256: string): string {
  return checked(`modules/sha256/${sha256.slice(0, 2)}/${sha256}.tar.gz`)
}

/**
 * The key of the files of a module whose import failed. It is another one than a module's, so that no link to an object can lead
 * to them, however it came about.
 * @param sha256 64 lower-case hexadecimal digits
 */
export function failedKey(sha256: string): string {
  return checked(`failed/sha256/${sha256.slice(0, 2)}/${sha256}.tar.gz`)
}

/**
 * The key of an archive as uploaded, before it is packed again.
 * @param id letters, digits and dashes, such as `modver-fZn7uHu99ZCpAKZJ`
 */
export function uploadKey(id: string): string {
  return checked(`uploads/${id}`)
}

/** @returns undefined when the text is not a key */
export function parseKey(text: string): ParsedKey | undefined {
  const sha256 = MODULE_KEY.exec(text)?.[2]
  if (sha256 !== undefined) return { kind: 'module', sha256 }
  const failed = FAILED_KEY.exec(text)?.[2]
  if (failed !== undefined) return { kind: 'failed', sha256: failed }
  const id = UPLOAD_KEY.exec(text)?.[1]
  return id === undefined ? undefined : { kind: 'upload', id }
}

function checked(key: string): string {
  if (parseKey(key) === undefined) throw new Error(`cannot make an object key of ${JSON.stringify(key)}`)
  return key
}
