import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { nameOf, problemsIn } from './elements.ts'
import { useKeptFocus } from './kept-focus.ts'
import { type FieldProblems, ProblemsOfFields, sortProblems } from './problems.ts'

interface FormProps<T> {
  /** says what the form does: "Invite a member" */
  label: string
  /** the verb on the button: "Invite" */
  action: ReactNode
  /** Fails as the API does. Problems are then shown beside their fields, and what was typed stays. */
  submit: (values: FormData) => Promise<T>
  onDone?: (result: T, form: HTMLFormElement) => void
  onCancel?: () => void
  /** The action destroys something. */
  isDangerous?: boolean
  /** Why nothing can be sent; undefined when it can */
  refusal?: string | undefined
  /** Until what has to be typed is typed. */
  isIncomplete?: boolean
  /** more buttons, beside the action */
  tools?: ReactNode
  children?: ReactNode
}

/** Fields and one action. After a failure, the first field with a problem has the focus. */
export function Form<T>(props: FormProps<T>) {
  const { label, action, submit, onDone, onCancel, isDangerous = false, refusal, isIncomplete = false, tools, children } = props
  const form = useRef<HTMLFormElement>(null)
  const [own, setOwn] = useState<FieldProblems>({})
  const [names, setNames] = useState<string[]>([])
  const refusalId = useId()
  const sending = useMutation({ mutationFn: submit })
  const { fields, others } = sortProblems(sending.error, names)
  const problems = { ...fields, ...own }
  useFocusOnProblem(form, sending.error, own)
  const button = useKeptFocus(sending.isPending)
  const send = (event: React.SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    if (sending.isPending || refusal !== undefined || isIncomplete) return
    const found = problemsIn(element)
    setOwn(found)
    setNames(Array.from(element.elements, nameOf))
    if (Object.keys(found).length > 0) return
    sending.mutate(new FormData(element), { onSuccess: (result) => onDone?.(result, element) })
  }
  return (
    <ProblemsOfFields value={problems}>
      <form ref={form} className="form" aria-label={label} noValidate onSubmit={send}>
        {children}
        <div role="alert" tabIndex={-1} className={others.length > 0 ? 'form-problems' : ''}>
          {others.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
        <div className="actions">
          <Button
            ref={button}
            type="submit"
            color={isDangerous ? 'danger' : 'petrol'}
            disabled={refusal !== undefined || isIncomplete}
            loading={sending.isPending}
            aria-describedby={refusal === undefined ? undefined : refusalId}
          >
            {action}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          {tools}
          {refusal !== undefined && (
            <span id={refusalId} className="subtle">
              {refusal}
            </span>
          )}
        </div>
      </form>
    </ProblemsOfFields>
  )
}

/** The first field with a problem, or what is said about the whole. */
function useFocusOnProblem(form: React.RefObject<HTMLFormElement | null>, error: Error | null, own: FieldProblems): void {
  useEffect(() => {
    if (error === null && Object.keys(own).length === 0) return
    const target =
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? form.current?.querySelector<HTMLElement>('[role="alert"]')
    target?.focus()
  }, [form, error, own])
}
