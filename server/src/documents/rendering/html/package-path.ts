// What a relative address in a document means in its package.

/**
 * @param directory of the document, relative to the package; empty for its root
 * @param path as written, without query and fragment; one that begins with `/` is relative to the package, as on GitHub
 * @returns relative to the package, empty for its root; undefined when it leads out of it
 */
export function packagePath(directory: string, path: string): string | undefined {
  // Browsers take `%2e%2e` for `..`, so that decoding comes first.
  const decoded = decode(path)
  const segments = decoded.startsWith('/') ? [] : directory.split('/').filter((segment) => segment !== '')
  for (const segment of decoded.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return undefined
  }
  return segments.join('/')
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
