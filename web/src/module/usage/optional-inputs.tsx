import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Chosen } from './chosen.ts'
import type { SnippetInput } from './snippet.ts'

interface OptionalInputsProps {
  inputs: readonly SnippetInput[]
  chosen: Chosen
}

/** A handful is seen at a glance. */
const MAX_WITHOUT_FILTER = 8

/** Those that are ticked join the block. */
export function OptionalInputs({ inputs, chosen: { names, choose, toggle } }: OptionalInputsProps) {
  const [text, setText] = useState('')
  // Afterwards the reader alone opens and closes it.
  const [wasChosen] = useState(names.size > 0)
  if (inputs.length === 0) return null
  const wanted = text.trim().toLowerCase()
  const found = inputs.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
  return (
    <details className="fill-in" open={wasChosen}>
      <summary>
        Fill in optional inputs{' '}
        <span className="muted">
          {names.size > 0 && `${names.size} of `}
          {inputs.length}
        </span>
      </summary>
      {inputs.length > MAX_WITHOUT_FILTER && (
        <TextInput
          type="search"
          aria-label="Filter optional inputs"
          placeholder="Name or description"
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
      )}
      <ul className="plain ticks" aria-label="Optional inputs">
        {found.map(({ name }) => (
          <li key={name}>
            <label>
              <input type="checkbox" checked={names.has(name)} onChange={({ currentTarget: { checked } }) => toggle(name, checked)} />
              <code>{name}</code>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="subtle">No optional input matches.</p>}
      <div className="actions">
        <Button size="compact-sm" variant="default" onClick={() => choose(inputs.map(({ name }) => name))}>
          All
        </Button>
        <Button size="compact-sm" variant="default" disabled={names.size === 0} onClick={() => choose([])}>
          None
        </Button>
      </div>
    </details>
  )
}
