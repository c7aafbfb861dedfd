/** @returns the path in the package; undefined when the source is not local, or leads out of the package */
export function localPath(from: string, source: string): string | undefined {
  if (!/^\.\.?(?:\/|$)/.test(source)) return undefined
  const parts = from.split('/').filter(Boolean)
  for (const part of source.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
