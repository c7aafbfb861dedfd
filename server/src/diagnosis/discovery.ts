// Where a host keeps its modules: https://developer.hashicorp.com/terraform/internals/remote-service-discovery
import { type Ask, answerOf, objectIn } from './asking.ts'
import { Obstacle, type Passed } from './step.ts'

const PATH = '/.well-known/terraform.json'
const PASS_ON = `A registry answers at ${PATH}. If a reverse proxy stands before it, it must pass this path on.`

/**
 * @param origin of the registry
 * @returns the address below which its modules are, with a slash at the end
 */
export async function discoverModules(origin: string, ask: Ask): Promise<Passed<string>> {
  const { status, body, url } = await answerOf(ask, { method: 'GET', url: `${origin}${PATH}` })
  if (status === 404) throw new Obstacle(`${origin} answers, but has no service discovery (status 404).`, PASS_ON)
  if (status !== 200) throw new Obstacle(`Service discovery of ${origin} answers with status ${status}.`, PASS_ON)
  const services = objectIn({ body })
  if (services === undefined) throw new Obstacle(`Service discovery of ${origin} answers with something else than a JSON object.`, PASS_ON)
  const modules = services['modules.v1']
  if (typeof modules !== 'string' || !URL.canParse(modules, url)) {
    throw new Obstacle(
      `${origin} offers no modules: its service discovery lacks \`modules.v1\`.`,
      'Check the host: it may only have providers.',
    )
  }
  const base = new URL(modules, url)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  const plain = base.protocol === 'http:' && origin.startsWith('https:')
  return {
    value: base.href,
    finding: `Modules are at ${base.href}`,
    ...(plain && { warning: 'Service discovery leads from HTTPS to plain HTTP. Check the public address that the registry was given.' }),
  }
}
