import { useCallback, useMemo, useRef } from 'react'
import { refreshEverything } from '../../api/managing/changes.ts'
import { announce } from '../../forms/announcement.tsx'
import { type DialogState, useDialog } from '../../forms/dialog.tsx'

export interface ChangingDialog extends DialogState {
  /** Closes it after the change, and says what was done. */
  finish: (done: string) => void
}

/** The page learns of the change once the dialog is gone: another one may take its place then, and the focus is back by that time. */
export function useChangingDialog(): ChangingDialog {
  const dialog = useDialog()
  const { close } = dialog
  const isDone = useRef(false)
  const finish = useCallback(
    (done: string) => {
      isDone.current = true
      close()
      announce(done)
    },
    [close],
  )
  return useMemo(() => {
    const onClosed = () => {
      dialog.onClosed()
      if (isDone.current) void refreshEverything()
      isDone.current = false
    }
    return { ...dialog, finish, onClosed }
  }, [dialog, finish])
}
