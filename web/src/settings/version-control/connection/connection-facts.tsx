import type { OAuthClient } from '../../../api/version-control/connections.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Facts } from '../../../components/facts.tsx'
import { Moment } from '../../../components/moment.tsx'

/** What is fixed, and what other programs ask for. */
export function ConnectionFacts({ client }: { client: OAuthClient }) {
  const { attributes } = client
  const callback = attributes['callback-url']
  const isApplication = attributes.key !== null && attributes['service-provider'] !== 'git'
  return (
    <section className="panel padded">
      <h2>About</h2>
      <Facts
        of={[
          ['Host', attributes['service-provider-display-name']],
          ['Address', <code key="url">{attributes['http-url']}</code>],
          [
            'Callback URL',
            isApplication && (
              <span key="callback">
                <code>{callback}</code> <CopyButton text={callback} what="Callback URL" />
              </span>
            ),
          ],
          ['Id', <code key="id">{client.id}</code>],
          ['Created', <Moment key="created" at={attributes['created-at']} />],
        ]}
      />
    </section>
  )
}
