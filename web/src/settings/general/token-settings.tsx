import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type Organization,
  type TokenPolicy,
  tokenPoliciesQuery,
  updateOrganization,
  updateTokenPolicies,
} from '../../api/organizations.ts'
import { Loaded } from '../../components/loaded.tsx'
import { announce } from '../../forms/announcement.tsx'
import { isTicked, textOf } from '../../forms/elements.ts'
import { CheckField, ChoiceGroup, TextField } from '../../forms/fields.tsx'
import { Form } from '../../forms/form.tsx'
import { refusalOf } from './only-owners.ts'

const DAY_MS = 24 * 60 * 60_000
const KINDS = [
  { type: 'user', label: 'Tokens of users, in days' },
  { type: 'team', label: 'Tokens of teams, in days' },
  { type: 'organization', label: 'The organization token, in days' },
  { type: 'audit_trails', label: 'The audit trail token, in days' },
] as const

/** Which tokens an organization accepts. */
export function TokenSettings({ org, attributes }: { org: string; attributes: Organization }) {
  const isOwner = attributes.permissions['can-update']
  const policies = useQuery({ ...tokenPoliciesQuery(org), enabled: isOwner })
  return (
    <section className="panel padded">
      <h2>Tokens</h2>
      {isOwner ? (
        <Loaded query={policies} what="The policies for tokens">
          {(known) => <TokenForm org={org} attributes={attributes} policies={known} />}
        </Loaded>
      ) : (
        <TokenForm org={org} attributes={attributes} policies={[]} />
      )}
    </section>
  )
}

function TokenForm({ org, attributes, policies }: { org: string; attributes: Organization; policies: readonly TokenPolicy[] }) {
  const [isLimited, setLimited] = useState(attributes['max-ttl-enabled'])
  const refusal = refusalOf(attributes)
  const submit = async (values: FormData) => {
    if (isLimited)
      await updateTokenPolicies(
        org,
        KINDS.map(({ type }) => ({ 'token-type': type, 'max-ttl-ms': Number(textOf(values, type)) * DAY_MS })),
      )
    await updateOrganization(org, { 'user-tokens-enabled': isTicked(values, 'user-tokens-enabled'), 'max-ttl-enabled': isLimited })
  }
  return (
    <Form
      label="Tokens"
      action="Save for tokens"
      refusal={refusal}
      submit={submit}
      onDone={() => announce('The settings for tokens are saved.')}
    >
      <ChoiceGroup legend="Which tokens are accepted">
        <CheckField
          name="user-tokens-enabled"
          label="Accept tokens of users"
          description="Without, terraform login and tokens of one's own do not work here: pipelines use tokens of teams. Browsers go on."
          defaultChecked={attributes['user-tokens-enabled']}
          disabled={refusal !== undefined}
        />
        <CheckField
          name="max-ttl-enabled"
          label="Limit how long tokens live"
          description="Older tokens are refused at once, and new ones end in time."
          checked={isLimited}
          onChange={({ currentTarget }) => setLimited(currentTarget.checked)}
          disabled={refusal !== undefined}
        />
      </ChoiceGroup>
      {isLimited &&
        refusal === undefined &&
        KINDS.map(({ type, label }) => (
          <TextField key={type} name={type} type="number" min={1} step={1} label={label} defaultValue={daysOf(type, policies)} required />
        ))}
    </Form>
  )
}

function daysOf(type: TokenPolicy['token-type'], policies: readonly TokenPolicy[]): number | undefined {
  const policy = policies.find((each) => each['token-type'] === type)
  return policy && Math.max(1, Math.round(policy['max-ttl-ms'] / DAY_MS))
}
