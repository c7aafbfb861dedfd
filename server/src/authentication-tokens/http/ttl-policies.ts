// /api/v2/organizations/…/token-ttl-policies
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { Invalid } from '../../kernel/index.ts'
import { timestamp } from '../../platform/http/json-api/index.ts'
import { TOKEN_KINDS, type TokenKind } from '../token/authentication-token.ts'
import type { TokenTtlPolicies, TokenTtlPolicy } from '../ttl-policies.ts'
import { LIST_POLICIES, type PoliciesBody, type PolicyResource, TOKEN_TYPES, UPDATE_POLICIES } from './operations.ts'

interface Params {
  organization: string
}

export function serveTtlPolicies(scope: FastifyInstance, policies: TokenTtlPolicies): void {
  const path = '/organizations/:organization/token-ttl-policies'

  scope.get<{ Params: Params }>(path, LIST_POLICIES, async ({ subject, params }) => ({
    data: (await policies.list(subject, params.organization)).map(policyDocument),
  }))

  scope.patch<{ Params: Params; Body: Static<typeof PoliciesBody> }>(path, UPDATE_POLICIES, async ({ subject, params, body }) => ({
    data: (await policies.update(subject, params.organization, changesOf(body))).map(policyDocument),
  }))
}

function changesOf({ data }: Static<typeof PoliciesBody>): Map<TokenKind, number> {
  const given = Array.isArray(data) ? data.map((each) => each.attributes) : data.attributes['token-ttl-policies']
  return new Map(given.map((each) => [kindOf(each['token-type']), each['max-ttl-ms']]))
}

/** The names of this resource: clients know `audit_trails` here, and write `audit-trails` in the address of the token. */
function kindOf(text: string): TokenKind {
  const kind = TOKEN_KINDS.find((each) => each === text.replaceAll('_', '-'))
  if (kind === undefined) throw new Invalid(`Token type must be one of ${TOKEN_TYPES.join(', ')}`, '/data/attributes/token-ttl-policies')
  return kind
}

function policyDocument({ organizationId, tokenType, maxTtl, createdAt, updatedAt }: TokenTtlPolicy): Static<typeof PolicyResource> {
  return {
    // Unset policies are shown too, so the id is made of the organization and the kind.
    id: `${organizationId.replace('org-', 'ttl-')}-${tokenType}`,
    type: 'organization-token-ttl-policies',
    attributes: {
      'token-type': tokenType === 'audit-trails' ? 'audit_trails' : tokenType,
      'max-ttl-ms': maxTtl,
      'created-at': timestamp(createdAt),
      'updated-at': timestamp(updatedAt),
    },
  }
}
