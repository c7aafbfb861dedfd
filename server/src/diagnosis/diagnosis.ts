// Goes through `terraform init` for one module, step by step, and says which one fails.
import { AddressRefused, HostUnresolved, type Network, routeTo } from '../platform/network/index.ts'
import { type Ask } from './asking.ts'
import { judge, shakeHands } from './certificate.ts'
import { examineToken } from './credentials.ts'
import { discoverModules } from './discovery.ts'
import { readAddress } from './module-address.ts'
import { compareChecksum, fetchArchive, findArchive } from './module-archive.ts'
import { chooseVersion, type Registry } from './module-versions.ts'
import { Obstacle, type Passed, type Step, Walk } from './step.ts'

export interface Question {
  /** as in a `module` block */
  source: string
  /** exact; empty for the newest */
  version: string
  /** for a host; empty for none */
  token(host: string): string | Promise<string>
}

export interface DiagnosisParts {
  /** the address of this registry; undefined where there is none, as on the command line */
  ownUrl: string | undefined
  network: Network
  /** over the network, by the rules about addresses */
  ask: Ask
  /** this registry as the caller, without a token; undefined when nobody calls */
  asCaller?: Ask | undefined
  /** certificates (PEM) to trust beside the usual ones */
  authorities?: string | undefined
  now(): number
}

export async function diagnose({ source, version, token: tokenOf }: Question, parts: DiagnosisParts): Promise<Step[]> {
  const walk = new Walk()
  try {
    const module = await walk.take('address', () => readAddress(source, ownHost(parts)))
    const isOwn = module.host === ownHost(parts)
    const origin = isOwn && parts.ownUrl !== undefined ? new URL(parts.ownUrl).origin : `https://${module.host}`
    await walk.take('certificate', async () => await examineCertificate(origin, isOwn, parts))
    const base = await walk.take('discovery', async () => await discoverModules(origin, parts.ask))
    const token = await tokenOf(module.host)
    const caller = isOwn && token === '' ? parts.asCaller : undefined
    await walk.take('token', () => (caller === undefined ? examineToken(token, module.host) : AS_CALLER))
    const registry = registryOf(caller ?? parts.ask, base, token)
    const chosen = await walk.take('versions', async () => await chooseVersion(registry, module, version))
    const place = await walk.take('download', async () => await findArchive(registry, module, chosen, isOwn))
    if (place === undefined) return walk.steps()
    const archive = await walk.take('archive', async () => await fetchArchive(parts.ask, place))
    await walk.take('checksum', () => compareChecksum(archive))
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error
  }
  return walk.steps()
}

const AS_CALLER: Passed<undefined> = { value: undefined, finding: 'No token is given: this registry is asked as you.' }

function ownHost({ ownUrl }: DiagnosisParts): string {
  return ownUrl === undefined ? '' : new URL(ownUrl).host.toLowerCase()
}

/** The token goes to the host that it was given for, also when its modules are elsewhere: that is what clients do. */
function registryOf(ask: Ask, base: string, token: string): Registry {
  return { ask, base, headers: token === '' ? {} : { authorization: `Bearer ${token}` } }
}

async function examineCertificate(
  origin: string,
  isOwn: boolean,
  { network, authorities, now }: DiagnosisParts,
): Promise<Passed<undefined>> {
  const { protocol, hostname, port } = new URL(origin)
  if (protocol === 'http:') {
    const warning =
      'Terraform and OpenTofu only speak HTTPS to registries. A host block in their CLI configuration lets them use plain HTTP.'
    return { value: undefined, finding: `The public address of this registry is ${origin}, without TLS.`, warning }
  }
  try {
    const route = await routeTo(new URL(origin), network, { operatorChosen: isOwn })
    if ('proxy' in route) return { value: undefined, finding: 'A proxy is between, which may show another certificate.', skipped: true }
    return judge(await shakeHands(hostname, Number(port || '443'), route.addresses[0], authorities), hostname, now())
  } catch (error) {
    if (error instanceof Obstacle) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof AddressRefused) throw new Obstacle(`This server does not call ${hostname}: ${reason}.`, ELSEWHERE)
    if (error instanceof HostUnresolved)
      throw new Obstacle(`The name ${hostname} leads nowhere: ${reason}.`, 'Check the spelling, and the name server.')
    throw new Obstacle(
      `Nobody speaks TLS at ${hostname}:${port || '443'}: ${reason}.`,
      'Check the port, the firewall, and whether the registry runs.',
    )
  }
}

const ELSEWHERE = 'Run `terrace diagnose` on the machine where the installation fails.'
