import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { accountQuery } from '../api/account.ts'
import { isSignedOut } from '../api/client/failures.ts'
import { HAS_SESSION } from '../api/page-facts.ts'
import { Failure } from '../components/failure.tsx'
import { Announcement } from '../forms/announcement.tsx'
import { watchOrganization } from '../live/watch-organization.ts'
import { Palette } from '../palette/palette.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { BEGINS_WITH_LIST, useInsteadOfFirstContent } from './first-content.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { lastOrganization, rememberOrganization } from './last-organization.ts'
import { SessionEnded } from './session-ended.tsx'

export function Shell() {
  const account = useQuery({ ...accountQuery, enabled: HAS_SESSION })
  const main = useRef<HTMLElement>(null)
  const { org } = useParams({ strict: false })
  useFocusAfterNavigation(main)
  useEffect(() => {
    if (org !== undefined) rememberOrganization(org)
  }, [org])
  const isMember = account.data !== undefined
  useEffect(() => (org !== undefined && isMember ? watchOrganization(org) : undefined), [org, isMember])
  const { pathname } = useLocation()
  const began = useRef(pathname)
  useInsteadOfFirstContent(!BEGINS_WITH_LIST || account.isError || pathname !== began.current)
  const isVisitor = !HAS_SESSION || (account.data === undefined && isSignedOut(account.error))
  useEffect(() => {
    if (isVisitor) location.replace(`/login?return_to=${encodeURIComponent(location.pathname + location.search + location.hash)}`)
  }, [isVisitor])
  if (isVisitor) return null
  return (
    <>
      <a href="#main" className="skip-link" onClick={(event) => focusInstead(event, main.current)}>
        Skip to content
      </a>
      <Header />
      <ConnectionBar />
      <main ref={main} id="main" tabIndex={-1}>
        {account.data === undefined && account.isError ? (
          <Failure what="Your account" error={account.error} onRetry={() => void account.refetch()} />
        ) : (
          account.data !== undefined && <Outlet />
        )}
      </main>
      <Footer />
      <Announcement />
      {account.data !== undefined && <SessionEnded />}
      {account.data !== undefined && <Palette org={org ?? lastOrganization()} />}
    </>
  )
}

/** The address stays: it may have the anchor of an input. */
function focusInstead(event: React.MouseEvent, target: HTMLElement | null): void {
  event.preventDefault()
  target?.focus()
}

/** Whoever follows a link that is gone with its page goes on at the top of the new one. */
function useFocusAfterNavigation(main: React.RefObject<HTMLElement | null>): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        const lost = document.activeElement === null || document.activeElement === document.body
        if (fromLocation !== undefined && pathChanged && lost) main.current?.focus({ preventScroll: true })
      }),
    [router, main],
  )
}
