// The address of a module in a registry, as `source` has it.
import { Obstacle, type Passed } from './step.ts'

export interface ModuleAddress {
  /** with a port, where there is one */
  host: string
  namespace: string
  name: string
  provider: string
}

const NAME = '[0-9A-Za-z](?:[\\w-]*[0-9A-Za-z])?'
/** As Terraform tells a host from a namespace: by a dot, a port, or this one name. */
const HOST = '(?:[0-9A-Za-z-]+\\.)+[0-9A-Za-z-]+(?::\\d{1,5})?|[0-9A-Za-z-]+:\\d{1,5}|localhost'
const ADDRESS = new RegExp(`^(?:(?<host>${HOST})/)?(?<namespace>${NAME})/(?<name>${NAME})/(?<provider>[0-9a-z]+)(?://.*)?$`)
const FORM = 'Write HOST/NAMESPACE/NAME/PROVIDER, such as registry.example.com/acme/vpc/aws.'

/**
 * @param source of a `module` block
 * @param ownHost stands for a host that the text lacks
 * @throws Obstacle when it is no address of a registry
 */
export function readAddress(source: string, ownHost: string): Passed<ModuleAddress> {
  const text = source.trim()
  if (/^\w+:\/\//.test(text)) throw new Obstacle(`"${text}" begins with a scheme, and so Terraform downloads it as a file.`, FORM)
  const groups = ADDRESS.exec(text)?.groups
  if (groups === undefined) throw new Obstacle(`"${text}" is not the address of a module in a registry.`, FORM)
  const { host = ownHost, namespace = '', name = '', provider = '' } = groups
  const value = { host: host.toLowerCase(), namespace, name, provider }
  return { value, finding: `The module ${namespace}/${name}/${provider} of the registry ${value.host}.` }
}
