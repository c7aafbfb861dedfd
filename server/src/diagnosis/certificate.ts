// Whether the certificate of a host proves its name to a client that knows the usual authorities.

import { isIP } from 'node:net'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { ResolvedAddress } from '../platform/network/index.ts'
import { Obstacle, type Passed } from './step.ts'

/** What a handshake shows. */
export interface Handshake {
  /** of what is wrong; undefined when nothing is */
  problem: string | undefined
  issuer: string
  /** milliseconds since 1970 */
  validUntil: number
}

const TIMEOUT_MS = 10_000
const DAY_MS = 24 * 60 * 60 * 1000
const SOON_MS = 14 * DAY_MS

/** @throws Error when nobody speaks TLS there */
export async function shakeHands(host: string, port: number, { address }: ResolvedAddress, authorities?: string): Promise<Handshake> {
  return await new Promise((resolve, reject) => {
    const name = isIP(host) === 0 ? { servername: host } : {}
    const trusted = authorities === undefined ? {} : { ca: authorities }
    // The certificate is looked at and nothing is sent: an invalid one must not end the handshake.
    const socket: TLSSocket = connect({ host: address, port, ...name, ...trusted, rejectUnauthorized: false, timeout: TIMEOUT_MS }, () => {
      const { issuer, valid_to: until } = socket.getPeerCertificate()
      const problem = socket.authorized ? undefined : socket.authorizationError
      resolve({ problem: problem === undefined ? undefined : codeOf(problem), issuer: nameOf(issuer), validUntil: Date.parse(until) })
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)))
    socket.once('error', reject)
  })
}

function codeOf(problem: Error | string): string {
  return typeof problem === 'string' ? problem : 'code' in problem ? String(problem.code) : problem.message
}

function nameOf(issuer: PeerCertificate['issuer'] | undefined): string {
  const name = issuer?.O ?? issuer?.CN ?? 'an unnamed authority'
  return Array.isArray(name) ? name.join(', ') : name
}

const CHAIN =
  'Have the server send its intermediate certificates too. If the authority is your own, every machine that runs Terraform has to trust it.'
/** By what OpenSSL calls it. */
const PROBLEMS: Record<string, readonly [string, string]> = {
  CERT_HAS_EXPIRED: ['has expired', 'Renew it.'],
  CERT_NOT_YET_VALID: ['is not valid yet', 'Check the clocks of both machines.'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['is for another name', 'Use the name that it is for, or get one for this name.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['is signed by itself', CHAIN],
  SELF_SIGNED_CERT_IN_CHAIN: ['is signed by an authority that is not generally trusted', CHAIN],
  UNABLE_TO_GET_ISSUER_CERT: ['is signed by an authority that is not generally trusted', CHAIN],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['is signed by an authority that is not generally trusted', CHAIN],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['comes without the certificate of its authority', CHAIN],
}

/** @param now milliseconds since 1970 @throws Obstacle when clients refuse the certificate */
export function judge({ problem, issuer, validUntil }: Handshake, host: string, now: number): Passed<undefined> {
  const until = new Date(validUntil).toISOString().slice(0, 'YYYY-MM-DD'.length)
  if (problem !== undefined) {
    const [text, advice] = PROBLEMS[problem] ?? [`is not accepted (${problem})`, CHAIN]
    throw new Obstacle(`The certificate of ${host} ${text}. It was issued by ${issuer}, and is valid until ${until}.`, advice)
  }
  const finding = `The certificate of ${host} was issued by ${issuer}, and is valid until ${until}.`
  return { value: undefined, finding, ...(validUntil - now < SOON_MS && { warning: 'It expires within two weeks. Renew it.' }) }
}
