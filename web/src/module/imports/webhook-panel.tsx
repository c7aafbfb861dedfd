import { useQuery } from '@tanstack/react-query'
import { refreshEverything } from '../../api/managing/changes.ts'
import { checkWebhook, type Webhook, webhookQuery } from '../../api/managing/imports.ts'
import { Chip, type Meaning } from '../../components/chip.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { Act } from '../../forms/act.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Deliveries } from './deliveries.tsx'
import { RotateSecret } from './rotate-secret.tsx'

const STATES: Record<Webhook['state'], { label: string; meaning: Meaning; help: string }> = {
  pending: { label: 'Being created', meaning: 'info', help: 'The server creates it at the host.' },
  active: { label: 'Active', meaning: 'ok', help: 'The host tells of every push.' },
  failed: { label: 'Failed', meaning: 'danger', help: 'Until it works, the server looks at the repository from time to time.' },
  manual: {
    label: 'By hand',
    meaning: 'plain',
    help: 'The server cannot create it. Add a webhook at the host for pushes and tags, with this address and a secret from “Rotate secret”. Without it, the server looks at the repository from time to time.',
  },
}

interface WebhookPanelProps {
  id: string
  /** why the user may change nothing; undefined when they may */
  refusal: string | undefined
}

/** How the host tells of pushes, and what it told. */
export function WebhookPanel({ id, refusal }: WebhookPanelProps) {
  const webhook = useQuery(webhookQuery(id))
  return (
    <section aria-labelledby="webhook">
      <h2 id="webhook">Webhook</h2>
      <Loaded query={webhook} what="The webhook">
        {(found) =>
          found === null ? (
            <p className="panel padded">The server sets it up when it first looks at the repository.</p>
          ) : (
            <State id={id} webhook={found} refusal={refusal} />
          )
        }
      </Loaded>
      <h3>Deliveries</h3>
      <Deliveries moduleId={id} refusal={refusal} />
    </section>
  )
}

function State({ id, webhook, refusal }: WebhookPanelProps & { webhook: Webhook }) {
  const { label, meaning, help } = STATES[webhook.state]
  const { 'checked-at': checked, 'last-delivery-at': delivered, 'accepts-former-secret-until': former } = webhook
  return (
    <div className="panel padded">
      <p>
        <Chip meaning={meaning}>{label}</Chip> {webhook['state-detail'] ?? ''} {help}
      </p>
      <Facts
        of={[
          [
            'Address',
            <span key="url">
              <code>{webhook.url}</code> <CopyButton text={webhook.url} what="address of the webhook" />
            </span>,
          ],
          ['Checked', checked !== null && <Moment at={checked} />],
          ['Last delivery', delivered !== null && <Moment at={delivered} />],
          [
            'Old secret',
            former !== null && (
              <>
                accepted until <Moment at={former} />
              </>
            ),
          ],
        ]}
      />
      <div className="actions">
        <Act
          act={() => checkWebhook(id)}
          refusal={refusal}
          onDone={() => {
            announce('The webhook is being checked at the host.')
            void refreshEverything()
          }}
        >
          Check
        </Act>
        <RotateSecret id={id} isManual={webhook.state === 'manual'} isRefused={refusal !== undefined} />
      </div>
    </div>
  )
}
