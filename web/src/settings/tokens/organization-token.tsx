import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { createOrganizationToken, type OrganizationTokenKind, organizationTokenQuery, revokeOrganizationToken } from '../../api/tokens.ts'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Confirmation } from '../../forms/confirmation.tsx'
import { useDialog } from '../../forms/dialog.tsx'
import { useRights } from '../rights.ts'
import { TokenDialog } from './token-dialog.tsx'
import { Expiry } from './token-table.tsx'

interface OrganizationTokenProps {
  org: string
  kind: OrganizationTokenKind
  title: string
  /** what it may do */
  purpose: string
}

/** The one token of a kind that an organization has. */
export function OrganizationToken({ org, kind, title, purpose }: OrganizationTokenProps) {
  const { isKnown, isOwner } = useRights(org)
  return (
    <section className="panel padded">
      <h2>{title}</h2>
      <p>{purpose}</p>
      {isOwner && <TheToken org={org} kind={kind} title={title} />}
      {isKnown && !isOwner && <p className="subtle">Only owners see and make it.</p>}
    </section>
  )
}

function TheToken({ org, kind, title }: Omit<OrganizationTokenProps, 'purpose'>) {
  const token = useQuery(organizationTokenQuery(org, kind))
  const [creating, revoking] = [useDialog(), useDialog()]
  const name = title.toLowerCase()
  return (
    <Loaded query={token} what={`The ${name}`}>
      {(known) => (
        <>
          {known === null ? (
            <p>There is none. An organization has one at most.</p>
          ) : (
            <Facts
              of={[
                ['For', known.attributes.description],
                ['Created', <Moment key="created" at={known.attributes['created-at']} />],
                [
                  'Last used',
                  known.attributes['last-used-at'] === null ? 'never' : <Moment key="used" at={known.attributes['last-used-at']} />,
                ],
                ['Expires', <Expiry key="expires" at={known.attributes['expired-at']} />],
              ]}
            />
          )}
          <div className="actions">
            <Button variant="default" onClick={creating.open}>
              {known === null ? `Create the ${name}` : `Replace the ${name}`}
            </Button>
            {known !== null && (
              <Button variant="default" onClick={revoking.open}>
                Revoke the {name}
              </Button>
            )}
          </div>
          <TokenDialog
            of={creating}
            title={`New ${name}`}
            isForAudit={kind === 'audit-trails'}
            create={(wanted) => createOrganizationToken(org, kind, wanted)}
            {...(known !== null && { consequence: 'The token before stops working at once.' })}
          />
          <Confirmation
            of={revoking}
            title={`Revoke the ${name}?`}
            action={`Revoke the ${name}`}
            submit={() => revokeOrganizationToken(org, kind)}
            onDone={() => announce(`The ${name} is revoked.`)}
          >
            <p>Whatever uses it gets 401 at once. A revoked token cannot be brought back.</p>
          </Confirmation>
        </>
      )}
    </Loaded>
  )
}
