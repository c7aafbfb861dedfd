import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Skeleton } from './skeleton.tsx'

interface LoadedProps<T> {
  query: UseQueryResult<T>
  /** in the words of the page: "The list of modules" */
  what: string
  lines?: number
  children: (data: T) => ReactNode
}

/** What a query brings; until then its outline, or why it failed. Old data stays while new data loads. */
export function Loaded<T>({ query, what, lines = 4, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <Failure what={what} error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton lines={lines} />
}
