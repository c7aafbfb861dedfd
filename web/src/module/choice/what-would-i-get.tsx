import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useFact } from '../state/fragment.ts'
import type { Selection } from './selection.ts'

/** Takes a constraint; the list below shows what it selects. */
export function WhatWouldIGet({ selection }: { selection: Selection }) {
  const [constraint, setConstraint] = useFact('constraint')
  const [text, setText] = useState(constraint)
  const title = useId()
  return (
    <section className="panel padded" aria-labelledby={title}>
      <h2 id={title}>What would I get?</h2>
      <TextInput
        className="constraint"
        label="Version constraint"
        placeholder="~> 1.2, != 1.2.3"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        value={text}
        error={selection.problem}
        onChange={({ currentTarget: { value } }) => {
          setText(value)
          setConstraint(value.trim())
        }}
      />
      <p role="status">{selection.answer}</p>
    </section>
  )
}
