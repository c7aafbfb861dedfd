import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { rotateSecret, type Webhook, webhookQuery } from '../../api/managing/imports.ts'
import { Bar } from '../../components/bar.tsx'
import { CodeBlock } from '../../components/code-block.tsx'
import { Act } from '../../forms/act.tsx'
import { asSentence } from '../repository/readiness.ts'

/** The host is asked for the webhook while the import runs. */
const ASK_MS = 2000
const MAX_ASKED = 15

interface KnownWebhook {
  data: Webhook | null | undefined
  /** The host did not let the server create it. */
  isRefused: boolean
  /** Nothing is left to wait for, and nothing to do. */
  isSettled: boolean
}

export function useWebhook(moduleId: string, hasRepository: boolean): KnownWebhook {
  const { data, isError } = useQuery({
    ...webhookQuery(moduleId),
    enabled: hasRepository,
    refetchInterval: ({ state }) => (isUndecided(state.data) && state.dataUpdateCount < MAX_ASKED ? ASK_MS : false),
  })
  const isRefused = data?.state === 'failed'
  return { data, isRefused, isSettled: !hasRepository || isError || (!isUndecided(data) && !isRefused) }
}

function isUndecided(webhook: Webhook | null | undefined): boolean {
  return webhook === undefined || webhook === null || webhook.state === 'pending'
}

interface WebhookBarProps {
  moduleId: string
  webhook: Webhook
  mayManage: boolean
}

/** The module is published all the same: what that means, and how to set the webhook up by hand. */
export function WebhookBar({ moduleId, webhook, mayManage }: WebhookBarProps) {
  return (
    <Bar meaning="warn">
      <p>
        <strong>New tags need Resync until the webhook works.</strong> Terrace also looks every few minutes.{' '}
        {webhook['state-detail'] !== null && asSentence(webhook['state-detail'])}
      </p>
      {mayManage && <ByHand moduleId={moduleId} webhook={webhook} />}
    </Bar>
  )
}

function ByHand({ moduleId, webhook }: Omit<WebhookBarProps, 'mayManage'>) {
  const [secret, setSecret] = useState<string | null>()
  return (
    <details>
      <summary>Set it up by hand</summary>
      <p>Somebody with admin access to the repository adds a webhook at the host, with these values:</p>
      <CodeBlock label="URL" code={webhook.url} />
      {typeof secret === 'string' ? (
        <CodeBlock label="Secret, shown once" code={secret} />
      ) : (
        <Act size="compact-sm" act={() => rotateSecret(moduleId)} onDone={setSecret}>
          Create a secret
        </Act>
      )}
      {secret === null && <p>The webhook exists at the host already, and Terrace has sent it the secret.</p>}
      <p>Content type: JSON. Events: pushes, tags created and deleted. The next tag shows whether it works.</p>
    </details>
  )
}
