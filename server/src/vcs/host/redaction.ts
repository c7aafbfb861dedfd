// Hosts may quote the credential they were sent. It is removed from messages, which are stored and shown to people.

/** Shorter secrets would blot out ordinary words. */
const MIN_SECRET_LENGTH = 8
const BLOT = '***'

/** @returns the credentials in the headers of a request, in every form in which they may be quoted */
export function secretsIn(headers: Readonly<Record<string, string>>): string[] {
  const shown = [headers['authorization'], headers['private-token']].flatMap((value) => (value === undefined ? [] : [value]))
  return shown.flatMap((value) => {
    const proof = value.slice(value.indexOf(' ') + 1)
    const pair = /^basic /i.test(value) ? Buffer.from(proof, 'base64').toString('utf8') : ''
    return [proof, pair.slice(pair.indexOf(':') + 1)]
  })
}

/** @returns the text on one line, without the secrets and without control characters, which databases refuse */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const plain = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH).toSorted((one, other) => other.length - one.length)
  return known.reduce((rest, secret) => rest.replaceAll(secret, BLOT), plain)
}
