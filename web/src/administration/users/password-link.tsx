import { type AdministeredUser, createResetLink } from '../../api/administration/users.ts'
import { Dialog, type DialogState } from '../../forms/dialog.tsx'
import { SingleUseLink } from '../../forms/single-use-link.tsx'

/** The link with which a user chooses a password. */
export function PasswordLink({ user: { id, attributes } }: { user: AdministeredUser }) {
  return (
    <SingleUseLink
      label={`Link for ${attributes.username}`}
      create={() => createResetLink(id)}
      before="Using it ends the links made before."
    >
      Hand it to {attributes.username} yourself, and to nobody else: whoever opens it chooses the password of the account. That signs out
      every browser of theirs.
    </SingleUseLink>
  )
}

export function PasswordLinkDialog({ of: dialog, user }: { of: DialogState; user: AdministeredUser }) {
  return (
    <Dialog of={dialog} title={`New password for ${user.attributes.username}`}>
      <PasswordLink user={user} />
    </Dialog>
  )
}
