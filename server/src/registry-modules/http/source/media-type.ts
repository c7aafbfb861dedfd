// How a browser is told to treat a file of a module, which anybody may have written.

const IMAGES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
}

export const IMAGE_TYPES: readonly string[] = [...new Set(Object.values(IMAGES))]

const TEXT = 'text/plain; charset=utf-8'
export const BINARY = 'application/octet-stream'

/**
 * Images are what their names say. Whatever else is text is plain text, so that no HTML and no script is ever rendered.
 * @param start the first bytes of the file
 */
export function mediaTypeOf(path: string, start: Buffer): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  const image = Object.hasOwn(IMAGES, extension) ? IMAGES[extension] : undefined
  return image ?? (start.includes(0) ? BINARY : TEXT)
}
