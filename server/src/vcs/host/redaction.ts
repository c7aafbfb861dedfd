// Hosts quote what they were sent. What they say is shown to people and kept, so what they were sent as proof is taken out of it.

/** Shorter ones would blot out ordinary words. */
const SHORTEST = 8
const BLOT = '***'

/** @returns what the headers of a request prove themselves with, in every form it may be quoted in */
export function secretsIn(headers: Readonly<Record<string, string>>): string[] {
  const shown = [headers['authorization'], headers['private-token']].flatMap((value) => (value === undefined ? [] : [value]))
  return shown.flatMap((value) => {
    const proof = value.slice(value.indexOf(' ') + 1)
    const pair = /^basic /i.test(value) ? Buffer.from(proof, 'base64').toString('utf8') : ''
    return [proof, pair.slice(pair.indexOf(':') + 1)]
  })
}

/** @returns the text on one line, without control characters, which databases refuse, and without the secrets */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const plain = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const known = secrets.filter((secret) => secret.length >= SHORTEST).toSorted((one, other) => other.length - one.length)
  return known.reduce((rest, secret) => rest.replaceAll(secret, BLOT), plain)
}
