import { useQuery } from '@tanstack/react-query'
import { type BrowserSession, endSession, sessionsQuery } from '../api/sessions.ts'
import { Chip } from '../components/chip.tsx'
import { Loaded } from '../components/loaded.tsx'
import { Moment } from '../components/moment.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { Act } from '../forms/act.tsx'
import { announce } from '../forms/announcement.tsx'
import { browserName } from './browser-name.ts'

/** Where the user is signed in. */
export function SessionsPage() {
  const sessions = useQuery(sessionsQuery)
  usePageTitle('Browsers')
  return (
    <div className="narrow">
      <h1>Browsers</h1>
      <p>
        Where you are signed in. Sign out of what you do not recognise, and then <a href="/app/settings/password">change your password</a>:
        that signs out every other browser too. <a href="/app/settings/tokens">Your tokens</a> are apart from it.
      </p>
      <Loaded query={sessions} what="The list of browsers">
        {(list) => (
          <ul className="rows panel">
            {list.map((session) => (
              <li key={session.id} className="row-line padded">
                <Session of={session} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  )
}

function Session({ of: { id, attributes } }: { of: BrowserSession }) {
  const name = browserName(attributes['user-agent'])
  return (
    <>
      <span className="row-body">
        <span className="row-title">
          <strong>{name}</strong>
          {attributes['is-current'] && <Chip meaning="info">this browser</Chip>}
        </span>
        <span className="subtle">
          {attributes['remote-address'] !== null && `from ${attributes['remote-address']}, `}signed in{' '}
          <Moment at={attributes['created-at']} />, last used <Moment at={attributes['last-used-at']} />
        </span>
      </span>
      <Act
        size="compact-sm"
        refusal={attributes['is-current'] ? 'Sign out in the menu of your account.' : undefined}
        act={() => endSession(id)}
        onDone={() => announce(`${name} is signed out.`)}
      >
        Sign out<span className="hidden"> of {name}</span>
      </Act>
    </>
  )
}
