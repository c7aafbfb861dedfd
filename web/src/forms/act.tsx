import { Button, type ButtonProps } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { useKeptFocus } from './kept-focus.ts'

interface ActProps<T> extends Omit<ButtonProps, 'children' | 'onClick'> {
  act: () => Promise<T>
  onDone?: (result: T) => void
  /** Why it cannot be done, in words; undefined when it can */
  refusal?: string | undefined
  children: ReactNode
}

/** A button that does one thing at the server at once, and says beside it why it did not. */
export function Act<T>({ act, onDone, refusal, children, ...look }: ActProps<T>) {
  const acting = useMutation({ mutationFn: act })
  const button = useKeptFocus(acting.isPending)
  const id = useId()
  const text = refusal ?? acting.error?.message
  return (
    <span className="act">
      <Button
        variant="default"
        {...look}
        ref={button}
        disabled={refusal !== undefined}
        loading={acting.isPending}
        aria-describedby={text === undefined ? undefined : id}
        onClick={() => acting.mutate(undefined, { onSuccess: (result) => onDone?.(result) })}
      >
        {children}
      </Button>
      <span id={id} role={refusal === undefined ? 'alert' : undefined} className={refusal === undefined ? 'problem' : 'subtle'}>
        {text}
      </span>
    </span>
  )
}
