// `include` for connections.
import { wholeList } from '../../kernel/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { inclusionsOf, type Resource } from '../../platform/http/json-api/index.ts'
import type { OAuthClientWithTokens } from '../connections/oauth-client.ts'
import type { OAuthTokens } from '../oauth-clients/oauth-tokens.ts'
import { tokenDocument } from './connection-documents.ts'
import { CLIENT_INCLUSIONS } from './operations.ts'

export interface InclusionSources {
  tokens: Pick<OAuthTokens, 'list'>
  /** documents of all projects of the organization that the subject may read */
  projectsOf: (subject: Subject, organizationName: string) => Promise<Resource[]>
  /** the same of agent pools */
  agentPoolsOf: (subject: Subject, organizationName: string) => Promise<Resource[]>
}

/** @returns nothing to add when nothing is asked for @throws Malformed for what cannot be included */
export async function inclusionsFor(
  { tokens, projectsOf, agentPoolsOf }: InclusionSources,
  { subject, query, organizationName }: { subject: Subject; query: unknown; organizationName: string },
  clients: readonly OAuthClientWithTokens[],
): Promise<{ included?: Resource[] }> {
  const wanted = inclusionsOf(query, CLIENT_INCLUSIONS)
  if (wanted.size === 0) return {}
  const ids = new Set<string | null>(
    clients.flatMap(({ oauthTokenIds, projectIds, agentPoolId }) => [...oauthTokenIds, ...projectIds, agentPoolId]),
  )
  const included = [
    ...(wanted.has('oauth-tokens')
      ? (await wholeList((request) => tokens.list(subject, organizationName, request))).items.map(tokenDocument)
      : []),
    ...(wanted.has('projects') ? await projectsOf(subject, organizationName) : []),
    ...(wanted.has('agent-pool') ? await agentPoolsOf(subject, organizationName) : []),
  ]
  return { included: included.filter(({ id }) => ids.has(id)) }
}
