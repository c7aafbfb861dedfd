import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { CodeBlock } from '../components/code-block.tsx'
import { Failure } from '../components/failure.tsx'
import { Moment } from '../components/moment.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { ShownOnce } from './shown-once.tsx'

interface SingleUseLinkProps {
  label: string
  create: () => Promise<{ url: string; expiresAt: string }>
  /** what whoever opens it gets */
  children: ReactNode
  /** what becomes of links made before */
  before: string
}

/** Makes a link, and shows it this one time. */
export function SingleUseLink({ label, create, children, before }: SingleUseLinkProps) {
  const { mutate, data, error } = useMutation({ mutationFn: create })
  useEffect(() => mutate(), [mutate])
  if (error !== null) return <Failure what="The link" error={error} onRetry={mutate} />
  if (data === undefined) return <Skeleton lines={3} />
  return (
    <ShownOnce>
      <CodeBlock label={label} code={data.url} />
      <p>
        {children} It works once, expires <Moment at={data.expiresAt} />, and is not shown again. {before}
      </p>
    </ShownOnce>
  )
}
