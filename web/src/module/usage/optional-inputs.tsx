import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { SnippetInput } from './snippet.ts'

interface OptionalInputsProps {
  inputs: readonly SnippetInput[]
  /** names */
  chosen: ReadonlySet<string>
  onChoose: (names: readonly string[]) => void
}

/** A handful is seen at a glance. */
const MAX_WITHOUT_FILTER = 8

/** Those that are ticked join the block. */
export function OptionalInputs({ inputs, chosen, onChoose }: OptionalInputsProps) {
  const [text, setText] = useState('')
  // Afterwards the reader alone opens and closes it.
  const [wasChosen] = useState(chosen.size > 0)
  if (inputs.length === 0) return null
  const wanted = text.trim().toLowerCase()
  const found = inputs.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
  const toggle = (name: string, isWanted: boolean) =>
    onChoose(inputs.map((input) => input.name).filter((each) => (each === name ? isWanted : chosen.has(each))))
  return (
    <details className="fill-in" open={wasChosen}>
      <summary>
        Fill in optional inputs{' '}
        <span className="muted">
          {chosen.size > 0 && `${chosen.size} of `}
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
              <input type="checkbox" checked={chosen.has(name)} onChange={({ currentTarget: { checked } }) => toggle(name, checked)} />
              <code>{name}</code>
            </label>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="subtle">No optional input matches.</p>}
      <div className="actions">
        <Button size="compact-sm" variant="default" onClick={() => onChoose(inputs.map(({ name }) => name))}>
          All
        </Button>
        <Button size="compact-sm" variant="default" disabled={chosen.size === 0} onClick={() => onChoose([])}>
          None
        </Button>
      </div>
    </details>
  )
}
