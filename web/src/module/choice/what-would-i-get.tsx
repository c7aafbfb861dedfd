import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { type Fact, useFact } from '../state/fragment.ts'
import type { Selection } from './selection.ts'

/** Takes a constraint and the version of the client; the list below shows what they lead to. */
export function WhatWouldIGet({ selection }: { selection: Selection }) {
  const title = useId()
  return (
    <section className="panel padded" aria-labelledby={title}>
      <h2 id={title}>What would I get?</h2>
      <div className="choice">
        <FactField fact="constraint" label="Version constraint" placeholder="~> 1.2, != 1.2.3" error={selection.problem} />
        <FactField fact="terraform" label="Terraform or OpenTofu" placeholder="1.11.4" error={selection.clientProblem} />
      </div>
      <p role="status">{selection.answer}</p>
    </section>
  )
}

interface FactFieldProps {
  fact: Fact
  label: string
  placeholder: string
  error: string | undefined
}

/** What is typed goes into the address. */
function FactField({ fact, label, placeholder, error }: FactFieldProps) {
  const [value, setValue] = useFact(fact)
  const [text, setText] = useState(value)
  return (
    <TextInput
      className="constraint"
      label={label}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="none"
      value={text}
      error={error}
      onChange={({ currentTarget: { value: typed } }) => {
        setText(typed)
        setValue(typed.trim())
      }}
    />
  )
}
