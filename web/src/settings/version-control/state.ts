import type { Connection } from '../../api/version-control/connections.ts'
import type { Meaning } from '../../components/chip.tsx'

export interface ConnectionState {
  label: string
  meaning: Meaning
  /** what it means, and what to do; undefined when there is nothing to do */
  text?: string
}

/** Whether a connection works, in words. */
export function stateOf({ client, token }: Connection): ConnectionState {
  const host = client.attributes['service-provider-display-name']
  if (token === undefined) {
    return { label: 'Waiting for a sign-in', meaning: 'warn', text: `Nobody has signed in at ${host} for it yet.` }
  }
  const { state, 'state-detail': detail } = token.attributes
  if (state === 'active') return { label: 'Connected', meaning: 'ok' }
  return { label: 'Credential refused', meaning: 'danger', text: `${host} refuses the credential${detail === null ? '' : `: ${detail}`}.` }
}

/** What a connection is called. */
export function nameOf({ attributes }: Connection['client']): string {
  return attributes.name || hostNameOf(attributes['http-url'])
}

export function hostNameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url
}

/** Whether people sign in at the host; otherwise a token was entered. What goes with a token, such as a user name, is a key too. */
export function usesOAuth({ client }: Connection): boolean {
  const { key, 'service-provider': kind } = client.attributes
  return key !== null && kind !== 'git' && !key.includes('@')
}
