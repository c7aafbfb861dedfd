import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { revokeToken, type Token } from '../../api/tokens.ts'
import { Chip } from '../../components/chip.tsx'
import { Moment } from '../../components/moment.tsx'
import { Table } from '../../components/table.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import { useDialog } from '../../forms/dialog.tsx'

interface TokenTableProps {
  org: string
  tokens: readonly Token[]
  /** names by id, where tokens of several teams are listed */
  teams?: ReadonlyMap<string, string>
}

export function TokenTable({ org, tokens, teams }: TokenTableProps) {
  const revoking = useDialog()
  const [revoked, setRevoked] = useState<Token>()
  if (tokens.length === 0) return <p>There is no token.</p>
  return (
    <>
      <Table label="Tokens" columns={['Token', ...(teams ? ['Team'] : []), 'Last used', 'Expires']} hasActions>
        {tokens.map((token) => (
          <TokenRow
            key={token.id}
            org={org}
            token={token}
            teams={teams}
            onRevoke={() => {
              setRevoked(token)
              revoking.open()
            }}
          />
        ))}
      </Table>
      {revoked && (
        <Confirmation
          of={revoking}
          title={`Revoke ${nameOf(revoked)}?`}
          action="Revoke the token"
          submit={() => revokeToken(org, revoked.id)}
          onDone={() => announce(`${nameOf(revoked)} is revoked.`)}
        >
          <p>Whatever uses it gets 401 at once. A revoked token cannot be brought back.</p>
        </Confirmation>
      )}
    </>
  )
}

interface TokenRowProps {
  org: string
  token: Token
  teams: ReadonlyMap<string, string> | undefined
  onRevoke: () => void
}

function TokenRow({ org, token, teams, onRevoke }: TokenRowProps) {
  const { 'last-used-at': lastUsed, 'expired-at': expires } = token.attributes
  const teamId = token.relationships.team?.data.id ?? ''
  return (
    <tr>
      <th scope="row">
        <strong>{nameOf(token)}</strong>
        <div className="subtle mono">{token.id}</div>
      </th>
      {teams && (
        <td data-label="Team">
          <Link to="/$org/settings/teams/$team" params={{ org, team: teamId }}>
            {teams.get(teamId) ?? 'its team'}
          </Link>
        </td>
      )}
      <td data-label="Last used">{lastUsed === null ? <span className="muted">never</span> : <Moment at={lastUsed} />}</td>
      <td data-label="Expires">
        <Expiry at={expires} />
      </td>
      <td className="row-actions">
        <Button size="compact-sm" variant="default" onClick={onRevoke}>
          Revoke<span className="hidden"> {nameOf(token)}</span>
        </Button>
      </td>
    </tr>
  )
}

/** @param at null for a token that does not expire */
export function Expiry({ at }: { at: string | null }) {
  if (at === null) return <Chip meaning="warn">never</Chip>
  return new Date(at).getTime() <= Date.now() ? <Chip meaning="danger">expired</Chip> : <Moment at={at} />
}

function nameOf({ attributes, id }: Token): string {
  return attributes.description === null || attributes.description === '' ? id : attributes.description
}
