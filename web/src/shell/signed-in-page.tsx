import { usePageTitle } from '../components/page-title.ts'

/** Where signing in again leads to, in the window that was opened for it. */
export function SignedInPage() {
  usePageTitle('Signed in')
  return (
    <div className="narrow">
      <h1>You are signed in</h1>
      <p>Close this window to return to the page that you came from. It continues by itself.</p>
    </div>
  )
}
