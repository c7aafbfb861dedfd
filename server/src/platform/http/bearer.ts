const SCHEME = /^bearer +(\S+)$/i

/** @returns the token of an `Authorization: Bearer …` header; the scheme's letter case does not matter */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : SCHEME.exec(header.trim())?.[1]
}
