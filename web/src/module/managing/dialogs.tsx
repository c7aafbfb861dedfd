import type { DialogState } from '../../forms/dialog.tsx'
import type { PageState } from '../state/page-state.ts'
import type { ChangingDialog } from './changing-dialog.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { DeprecateDialog } from './deprecate-dialog.tsx'
import { ReverseDialog } from './reverse-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'

interface DialogsProps {
  page: PageState
  deletion: DialogState
  deprecation: ChangingDialog
  revocation: ChangingDialog
}

/** What the menu opens. */
export function Dialogs({ page, deletion, deprecation, revocation }: DialogsProps) {
  const { data: version } = page.version
  return (
    <>
      <DeleteDialog of={deletion} page={page} />
      {version?.deprecation ? (
        <ReverseDialog of={deprecation} page={page} what="deprecation" />
      ) : (
        <DeprecateDialog of={deprecation} page={page} />
      )}
      {version?.revocation ? <ReverseDialog of={revocation} page={page} what="revocation" /> : <RevokeDialog of={revocation} page={page} />}
    </>
  )
}
