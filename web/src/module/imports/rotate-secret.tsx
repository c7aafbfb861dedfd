import { Button } from '@mantine/core'
import { useState } from 'react'
import { refreshEverything } from '../../api/managing/changes.ts'
import { rotateSecret } from '../../api/managing/imports.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { announce } from '../../forms/announcement.tsx'
import { Dialog, useDialog } from '../../forms/dialog.tsx'
import { Form } from '../../forms/form.tsx'

interface RotateSecretProps {
  id: string
  /** People enter the secret at the host. */
  isManual: boolean
  isRefused: boolean
}

/** Makes a new secret, and shows it once where people have to enter it. */
export function RotateSecret({ id, isManual, isRefused }: RotateSecretProps) {
  const dialog = useDialog()
  return (
    <>
      <Button variant="default" disabled={isRefused} onClick={dialog.open}>
        Rotate secret…
      </Button>
      <Dialog of={dialog} title="Rotate the secret of the webhook">
        <Rotation id={id} isManual={isManual} close={dialog.close} />
      </Dialog>
    </>
  )
}

/** It exists only while the dialog is open: afterwards, nobody can see the secret any more. */
function Rotation({ id, isManual, close }: Omit<RotateSecretProps, 'isRefused'> & { close: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  if (secret !== null) {
    return (
      <div className="form">
        <p>Enter this secret in the webhook at the host. Copy it now: it is not shown again.</p>
        <CodeBlock label="New secret" code={secret} />
        <div className="actions">
          <Button onClick={close} data-autofocus>
            Done
          </Button>
        </div>
      </div>
    )
  }
  return (
    <Form
      label="Rotate the secret of the webhook"
      action="Rotate secret"
      submit={() => rotateSecret(id)}
      onDone={(made) => {
        setSecret(made)
        if (made === null) {
          close()
          announce('The host gets the new secret.')
        }
        void refreshEverything()
      }}
      onCancel={close}
    >
      <p>
        {isManual
          ? 'The new secret is shown once. You enter it in the webhook at the host.'
          : 'The server tells the host the new secret. You have nothing to enter.'}{' '}
        Deliveries with the present secret are accepted for one more hour.
      </p>
    </Form>
  )
}
