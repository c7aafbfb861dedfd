// Decides which reference names are safe to pass to git.

/** The rules of git-check-ref-format(1). A hostile remote's names cannot be refspecs, options or extra lines. */
export function isSafeRefName(name: string): boolean {
  return (
    name.startsWith('refs/') &&
    name.length <= 1024 &&
    // U+FFFD stands for bytes that are not UTF-8.
    !/[\p{Cc} \ufffd~^:?*[\\]|\.\.|\/\/|@\{|\/\.|\.\/|\.lock(\/|$)|[/.]$/u.test(name)
  )
}

/** A full object name, SHA-1 or SHA-256. */
export function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}
