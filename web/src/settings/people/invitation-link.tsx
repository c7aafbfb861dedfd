import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { createInvitationLink } from '../../api/members.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { Failure } from '../../components/failure.tsx'
import { Moment } from '../../components/moment.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { ShownOnce } from '../shown-once.tsx'

/** Makes the link of an invitation, and shows it this one time. */
export function InvitationLink({ id, email }: { id: string; email: string }) {
  const { mutate, data, error } = useMutation({ mutationFn: () => createInvitationLink(id) })
  useEffect(() => mutate(), [mutate])
  if (error !== null) return <Failure what="The link" error={error} onRetry={mutate} />
  if (data === undefined) return <Skeleton lines={3} />
  return (
    <ShownOnce>
      <CodeBlock label="Link of the invitation" code={data.url} />
      <p>
        Hand it to {email} yourself, and to nobody else: whoever opens it first joins. They make an account with it, or join with the one
        that they have. It works once, expires <Moment at={data.expiresAt} />, and is not shown again. A new link ends the one before.
      </p>
    </ShownOnce>
  )
}
