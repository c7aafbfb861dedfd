// Reads an address of a document the way a browser does, and says what kind it is.

export type Address =
  | { kind: 'anchor'; fragment: string }
  | { kind: 'web' | 'mail'; url: string; host: string }
  | { kind: 'relative'; path: string; fragment: string }

/** @returns undefined for an address to which a document may not lead: another scheme, another host without one, or nonsense */
export function readAddress(written: string): Address | undefined {
  const address = asBrowsersRead(written)
  if (address.startsWith('#')) return { kind: 'anchor', fragment: address.slice(1) }
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return absolute(address)
  // Browsers take `\` for `/`, and `//` for another host.
  if (/^[\\/]{2}/.test(address)) return undefined
  const [, path = '', fragment = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(address) ?? []
  return { kind: 'relative', path: path.replaceAll('\\', '/'), fragment }
}

function absolute(address: string): Address | undefined {
  const url = URL.parse(address)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return { kind: 'web', url: url.href, host: url.host }
  if (url?.protocol === 'mailto:') return { kind: 'mail', url: url.href, host: '' }
  return undefined
}

/** They skip control characters and spaces around it, and tabs and line breaks anywhere. */
function asBrowsersRead(written: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what browsers skip
  return written.replaceAll(/^[\u0000-\u0020]+|[\u0000-\u0020]+$|[\t\n\r]/g, '')
}
