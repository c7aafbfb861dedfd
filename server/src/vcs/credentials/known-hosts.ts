// Host keys as `ssh-keyscan` prints them.

const MAX_LENGTH = 65_536
const LINE = /^(?:@(?:cert-authority|revoked) )?[^\s#][^\s]* (?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?: .*)?$/

/** @returns what is wrong, undefined when nothing is */
export function knownHostsProblem(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return `Ssh known hosts are too long (maximum is ${MAX_LENGTH} characters)`
  const lines = text.split('\n').map((line) => line.trim())
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (entries.length === 0) return 'Ssh known hosts must have at least one line in the format of ssh-keyscan'
  const wrong = entries.find((line) => !LINE.test(line))
  return wrong === undefined ? undefined : `Ssh known hosts has an invalid line: ${JSON.stringify(wrong.slice(0, 60))}`
}
