// The fields of forms. Each shows the problem that the form found with it.
import { NativeSelect, type NativeSelectProps, Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core'
import { type ComponentPropsWithoutRef, type ReactNode, useId } from 'react'
import { useProblem } from './problems.ts'

type Named<P> = Omit<P, 'name' | 'error'> & { name: string }

export function TextField(props: Named<TextInputProps>) {
  return <TextInput {...props} error={useProblem(props.name)} autoComplete={props.autoComplete ?? 'off'} />
}

export function LongTextField(props: Named<TextareaProps>) {
  return <Textarea {...props} error={useProblem(props.name)} />
}

/** Goes to the server and never comes back. */
export function SecretField(props: Named<Omit<TextInputProps, 'type'>>) {
  return <TextInput {...props} type="password" error={useProblem(props.name)} autoComplete="off" spellCheck={false} />
}

export function SelectField(props: Named<NativeSelectProps>) {
  return <NativeSelect {...props} error={useProblem(props.name)} />
}

interface ChoiceProps extends Omit<ComponentPropsWithoutRef<'input'>, 'type' | 'name'> {
  name: string
  label: ReactNode
  description?: ReactNode
}

/** Yes or no. Without a tick, the form has no value of this name. */
export function CheckField(props: ChoiceProps) {
  return <Choice {...props} type="checkbox" />
}

/** One of several, in a `ChoiceGroup`. */
export function RadioField(props: ChoiceProps & { value: string }) {
  return <Choice {...props} type="radio" />
}

function Choice({ label, description, type, ...input }: ChoiceProps & { type: 'checkbox' | 'radio' }) {
  const problem = useProblem(input.name)
  const id = useId()
  const descriptionId = `${id}-description`
  return (
    <div className="choice">
      <input
        {...input}
        id={id}
        type={type}
        aria-describedby={description === undefined && problem === undefined ? undefined : descriptionId}
        aria-invalid={type === 'checkbox' && problem !== undefined ? true : undefined}
      />
      <label htmlFor={id}>{label}</label>
      {(description !== undefined || (type === 'checkbox' && problem !== undefined)) && (
        <div id={descriptionId} className="subtle">
          {description}
          {type === 'checkbox' && problem !== undefined && <p className="problem">{problem}</p>}
        </div>
      )}
    </div>
  )
}

interface ChoiceGroupProps {
  /** of its fields, whose problem it shows */
  name?: string
  legend: ReactNode
  children: ReactNode
}

export function ChoiceGroup({ name = '', legend, children }: ChoiceGroupProps) {
  const problem = useProblem(name)
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {children}
      {problem !== undefined && <p className="problem">{problem}</p>}
    </fieldset>
  )
}
