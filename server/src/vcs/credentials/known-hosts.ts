// Host keys as `ssh-keyscan` prints them.

const LONGEST = 65_536
const LINE = /^(?:@(?:cert-authority|revoked) )?[^\s#][^\s]* (?:ssh-|ecdsa-|sk-)[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,2}(?: .*)?$/

/** @returns what is wrong, undefined when nothing is */
export function knownHostsProblem(text: string): string | undefined {
  if (text.length > LONGEST) return `Ssh known hosts are too long (maximum is ${LONGEST} characters)`
  const lines = text.split('\n').map((line) => line.trim())
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (entries.length === 0) return 'Ssh known hosts must have at least one line, as ssh-keyscan prints them'
  const wrong = entries.find((line) => !LINE.test(line))
  return wrong === undefined ? undefined : `Ssh known hosts has a line that is not one: ${JSON.stringify(wrong.slice(0, 60))}`
}
