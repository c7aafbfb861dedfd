import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog, type DialogState } from './dialog.tsx'
import { Form } from './form.tsx'

interface ConfirmationProps<T> {
  of: DialogState
  title: string
  /** the act and what it is done to: "Delete version 6.6.0" */
  action: string
  /** What has to be typed first, and what it is: `{ what: 'the name of the module', text: 'vpc' }` */
  typed?: { what: string; text: string }
  /** Unless it is said, the action destroys something. */
  isDangerous?: boolean
  submit: (values: FormData) => Promise<T>
  onDone?: (result: T) => void
  /** consequences, and fields */
  children: ReactNode
}

/** Asks before something is done that others notice. */
export function Confirmation<T>({ of: dialog, title, children, ...form }: ConfirmationProps<T>) {
  return (
    <Dialog of={dialog} title={title}>
      <ConfirmationForm {...form} title={title} close={dialog.close}>
        {children}
      </ConfirmationForm>
    </Dialog>
  )
}

interface ConfirmationFormProps<T> extends Omit<ConfirmationProps<T>, 'of'> {
  close: () => void
}

/** It exists only while the dialog is open, and so forgets what was typed. */
function ConfirmationForm<T>({ title, action, typed, isDangerous = true, submit, onDone, close, children }: ConfirmationFormProps<T>) {
  const [text, setText] = useState('')
  return (
    <Form
      label={title}
      action={action}
      isDangerous={isDangerous}
      isIncomplete={typed !== undefined && text !== typed.text}
      submit={submit}
      onDone={(result) => {
        close()
        onDone?.(result)
      }}
      onCancel={close}
    >
      {children}
      {typed && (
        <TextInput
          label={
            <>
              Type {typed.what}, <code>{typed.text}</code>, to confirm
            </>
          }
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Form>
  )
}
