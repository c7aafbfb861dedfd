import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { Connection } from '../../../api/version-control/connections.ts'
import { useDialog } from '../../../forms/dialog.tsx'
import { hostOf } from '../hosts/hosts.ts'
import { signInAddress } from '../sign-in.ts'
import { usesOAuth } from '../state.ts'
import { ApplicationDialog } from './application-dialog.tsx'
import { SshKeyDialog } from './ssh-key-dialog.tsx'
import { TokenDialog } from './token-dialog.tsx'

interface CredentialProps {
  connection: Connection
  refusal: string | undefined
}

/** What the host lets in, and how to replace it. Nothing here shows a secret. */
export function Credential({ connection, refusal }: CredentialProps) {
  const { client, token } = connection
  const user = token?.attributes['service-provider-user'] ?? null
  const hasKey = token?.attributes['has-ssh-key'] === true
  const takesKey = token !== undefined && (hasKey || hostOf(client.attributes['service-provider'])?.token.sshKey !== undefined)
  const isApplication = usesOAuth(connection)
  return (
    <section className="panel padded">
      <h2>Access</h2>
      <p>
        {isApplication ? 'An OAuth application' : 'A token or password'}
        {user !== null && (
          <>
            , of <strong>{user}</strong>
          </>
        )}
        .{hasKey && ' An SSH key is set.'}
      </p>
      <div className="actions">
        {isApplication ? (
          <ApplicationActions connection={connection} refusal={refusal} />
        ) : (
          <TokenAction connection={connection} refusal={refusal} />
        )}
        {takesKey && <SshKeyAction tokenId={token.id} hasKey={hasKey} refusal={refusal} />}
      </div>
    </section>
  )
}

function TokenAction({ connection, refusal }: CredentialProps) {
  const dialog = useDialog()
  return (
    <>
      <Button variant="default" onClick={dialog.open} disabled={refusal !== undefined}>
        Replace the token
      </Button>
      <TokenDialog of={dialog} connection={connection} />
    </>
  )
}

function ApplicationActions({ connection, refusal }: CredentialProps) {
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const dialog = useDialog()
  const { client, token } = connection
  const host = client.attributes['service-provider-display-name']
  return (
    <>
      {refusal === undefined && (
        <Button component="a" href={signInAddress(org, client)} variant={token === undefined ? 'filled' : 'default'}>
          {token === undefined ? `Sign in at ${host}` : `Sign in at ${host} again`}
        </Button>
      )}
      <Button variant="default" onClick={dialog.open} disabled={refusal !== undefined}>
        Replace the application
      </Button>
      <ApplicationDialog of={dialog} client={client} />
    </>
  )
}

function SshKeyAction({ tokenId, hasKey, refusal }: { tokenId: string; hasKey: boolean; refusal: string | undefined }) {
  const dialog = useDialog()
  return (
    <>
      <Button variant="default" onClick={dialog.open} disabled={refusal !== undefined}>
        {hasKey ? 'Replace the SSH key' : 'Set an SSH key'}
      </Button>
      <SshKeyDialog of={dialog} tokenId={tokenId} />
    </>
  )
}
