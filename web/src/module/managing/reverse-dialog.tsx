import { changeLifecycle } from '../../api/managing/changes.ts'
import { Dialog } from '../../forms/dialog.tsx'
import { Form } from '../../forms/form.tsx'
import type { PageState } from '../state/page-state.ts'
import type { ChangingDialog } from './changing-dialog.ts'

const WORDS = {
  deprecation: { done: 'no longer deprecated', change: { deprecation: null } },
  revocation: { done: 'no longer revoked', change: { revocation: null } },
} as const

interface ReverseDialogProps {
  of: ChangingDialog
  page: PageState
  what: keyof typeof WORDS
}

/** Takes back a deprecation or a revocation. */
export function ReverseDialog({ of: dialog, page: { address, shown = '' }, what }: ReverseDialogProps) {
  const { done, change } = WORDS[what]
  const title = `Reverse the ${what} of ${shown}`
  return (
    <Dialog of={dialog} title={title}>
      <Form
        label={title}
        action={title}
        submit={() => changeLifecycle(address, shown, change)}
        onDone={() => dialog.finish(`Version ${shown} is ${done}.`)}
        onCancel={dialog.close}
      >
        {what === 'deprecation' ? (
          <p>Nothing advises against {shown} any more.</p>
        ) : (
          <p>{shown} can be downloaded again by everybody who may read the module. It stays deprecated.</p>
        )}
      </Form>
    </Dialog>
  )
}
