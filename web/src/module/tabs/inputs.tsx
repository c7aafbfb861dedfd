import { TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Directory } from '../../api/modules.ts'
import { Chip } from '../../components/chip.tsx'
import { counted } from '../../components/numbers.ts'
import { useSingleKey } from '../../components/single-keys.ts'
import { Item } from './item.tsx'
import { LongCode } from './long-code.tsx'

type Input = Directory['inputs'][number]

/** Those that a caller must set come first. */
export function Inputs({ directory: { inputs } }: { directory: Directory }) {
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useSingleKey('/', () => field.current?.focus())
  if (inputs.length === 0) return <p className="panel padded">There are no inputs.</p>
  const wanted = text.trim().toLowerCase()
  const found = inputs.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted))
  const required = found.filter((input) => input.required)
  const optional = found.filter((input) => !input.required)
  return (
    <>
      <div className="tab-filter">
        <TextInput
          ref={field}
          type="search"
          label="Filter inputs"
          placeholder="Name or description"
          value={text}
          onChange={({ currentTarget: { value } }) => setText(value)}
        />
        <p role="status">{wanted === '' ? counted(inputs.length, 'input') : `${found.length} of ${counted(inputs.length, 'input')}`}</p>
      </div>
      <InputList title="Required" inputs={required} />
      <InputList title="Optional" inputs={optional} />
    </>
  )
}

function InputList({ title, inputs }: { title: string; inputs: readonly Input[] }) {
  if (inputs.length === 0) return null
  return (
    <section>
      <h2>
        {title} <span className="muted">{inputs.length}</span>
      </h2>
      <ul className="items panel">
        {inputs.map(({ name, type, description, default: value, required }) => (
          <Item key={name} anchor={`input-${name}`} name={name} chips={required && <Chip meaning="info">Required</Chip>}>
            {description !== '' && <p>{description}</p>}
            <dl className="pairs">
              <div>
                <dt>Type</dt>
                <dd>{type === '' ? <span className="subtle">any type</span> : <LongCode code={type} />}</dd>
              </div>
              {!required && (
                <div>
                  <dt>Default</dt>
                  <dd>
                    <LongCode code={value === '' ? 'null' : value} />
                  </dd>
                </div>
              )}
            </dl>
          </Item>
        ))}
      </ul>
    </section>
  )
}
