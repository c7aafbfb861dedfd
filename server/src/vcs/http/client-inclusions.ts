// `include` of connections: what their documents refer to.
import type { Subject } from '../../permissions/index.ts'
import { inclusionsOf, type Resource } from '../../platform/http/json-api/index.ts'
import type { OAuthClientWithTokens } from '../connections/oauth-client.ts'
import type { OAuthTokens } from '../oauth-clients/oauth-tokens.ts'
import { tokenDocument } from './connection-documents.ts'
import { CLIENT_INCLUSIONS } from './operations.ts'

export interface InclusionSources {
  tokens: Pick<OAuthTokens, 'list'>
  /** documents of all projects of the organization, for whoever may read it */
  projectsOf: (subject: Subject, organizationName: string) => Promise<Resource[]>
}

const ALL = { number: 1, size: 10_000 }

/** @returns nothing to add when nothing is asked for @throws Malformed for what cannot be included */
export async function inclusionsFor(
  { tokens, projectsOf }: InclusionSources,
  { subject, query, organizationName }: { subject: Subject; query: unknown; organizationName: string },
  clients: readonly OAuthClientWithTokens[],
): Promise<{ included?: Resource[] }> {
  const wanted = inclusionsOf(query, CLIENT_INCLUSIONS)
  if (wanted.size === 0) return {}
  const ids = new Set<string>(clients.flatMap(({ oauthTokenIds, projectIds }) => [...oauthTokenIds, ...projectIds]))
  const included = [
    ...(wanted.has('oauth-tokens') ? (await tokens.list(subject, organizationName, ALL)).items.map(tokenDocument) : []),
    ...(wanted.has('projects') ? await projectsOf(subject, organizationName) : []),
  ]
  return { included: included.filter(({ id }) => ids.has(id)) }
}
