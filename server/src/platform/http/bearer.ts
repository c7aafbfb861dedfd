const SCHEME = /^bearer +(\S+)$/i

/** @returns the token of an `Authorization: Bearer …` header; the scheme is case-insensitive */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : SCHEME.exec(header.trim())?.[1]
}
