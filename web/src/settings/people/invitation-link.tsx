import { createInvitationLink } from '../../api/members.ts'
import { SingleUseLink } from '../../forms/single-use-link.tsx'

/** Makes the link of an invitation, and shows it this one time. */
export function InvitationLink({ id, email }: { id: string; email: string }) {
  return (
    <SingleUseLink label="Link of the invitation" create={() => createInvitationLink(id)} before="A new link ends the one before.">
      Hand it to {email} yourself, and to nobody else: whoever opens it first joins. They make an account with it, or join with the one that
      they have.
    </SingleUseLink>
  )
}
