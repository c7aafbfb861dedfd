import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { accountQuery } from '../api/account.ts'
import { usePageTitle } from '../components/page-title.ts'

/** The API does not tell what is hidden from what does not exist, so neither does the page. */
export function NotFound({ children }: { children?: ReactNode }) {
  const { data: account } = useQuery(accountQuery)
  usePageTitle('Not found')
  return (
    <div className="narrow">
      <h1>Not found, or you have no access</h1>
      {account !== undefined && (
        <p>
          You are signed in as <strong>{account.attributes.username}</strong>. The owners of an organization can add you to it.
        </p>
      )}
      {children}
      <p>
        <Link to="/organizations">Your organizations</Link>
      </p>
    </div>
  )
}
