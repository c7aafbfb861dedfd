import { TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { paramsOf, VERSION } from '../../addresses/module.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { type Fact, keepFacts, useFact } from '../state/fragment.ts'
import type { Selection } from './selection.ts'

/** Takes a constraint and the version of the client; the list below shows what they lead to. */
export function WhatWouldIGet({ selection, address }: { selection: Selection; address: ModuleAddress }) {
  const { chosen } = selection
  const title = useId()
  return (
    <section className="panel padded" aria-labelledby={title}>
      <h2 id={title}>What would I get?</h2>
      <div className="constraint-choice">
        <FactField fact="constraint" label="Version constraint" placeholder="~> 1.2, != 1.2.3" error={selection.problem} />
        <FactField fact="terraform" label="Terraform or OpenTofu" placeholder="1.11.4" error={selection.clientProblem} />
      </div>
      <p role="status">
        {selection.answer}{' '}
        {chosen !== undefined && (
          <Link to={VERSION} params={{ ...paramsOf(address), version: chosen }} search={(before) => before} hash={keepFacts}>
            Show {chosen}
          </Link>
        )}
      </p>
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
