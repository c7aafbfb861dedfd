import { TextInput } from '@mantine/core'
import { use, useRef, useState } from 'react'
import type { Directory, Input } from '../../api/modules.ts'
import { Chip } from '../../components/chip.tsx'
import { counted } from '../../components/numbers.ts'
import { useSingleKey } from '../../palette/single-keys.ts'
import { ShownVersion } from '../state/shown-version.ts'
import { type Chosen, useChosen } from '../usage/chosen.ts'
import { Deprecation } from './deprecation.tsx'
import { Item } from './item.tsx'
import { LongCode } from './long-code.tsx'
import { Place } from './place.tsx'

/** Those that a caller must set come first. */
export function Inputs({ directory: { inputs } }: { directory: Directory }) {
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const chosen = useChosen(inputs.filter((input) => !input.required))
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
      <InputList title="Required" inputs={required} chosen={chosen} />
      <InputList title="Optional" inputs={optional} chosen={chosen} />
    </>
  )
}

function InputList({ title, inputs, chosen }: { title: string; inputs: readonly Input[]; chosen: Chosen }) {
  if (inputs.length === 0) return null
  return (
    <section>
      <h2>
        {title} <span className="muted">{inputs.length}</span>
      </h2>
      <ul className="items panel">
        {inputs.map((input) => (
          <InputItem key={input.name} input={input} tick={!input.required && <Tick name={input.name} chosen={chosen} />} />
        ))}
      </ul>
    </section>
  )
}

function InputItem({ input, tick }: { input: Input; tick: React.ReactNode }) {
  const { name, type, description, defaultText, deprecated, required } = input
  return (
    <Item anchor={`input-${name}`} name={name} chips={<InputChips input={input} />}>
      {deprecated !== null && <Deprecation message={deprecated} />}
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
              <LongCode code={defaultText ?? 'null'} />
            </dd>
          </div>
        )}
        <div>
          <dt>Declared in</dt>
          <dd>
            <Place of={input} />
          </dd>
        </div>
      </dl>
      <Validations input={input} />
      {tick}
    </Item>
  )
}

/** Not in print, where there is no block. */
function Tick({ name, chosen: { names, toggle } }: { name: string; chosen: Chosen }) {
  if (use(ShownVersion) === undefined) return null
  return (
    <label className="tick">
      <input type="checkbox" checked={names.has(name)} onChange={({ currentTarget: { checked } }) => toggle(name, checked)} />
      <span>
        Fill in<span className="hidden"> {name}</span>
      </span>
    </label>
  )
}

function InputChips({ input: { required, nullable, sensitive, ephemeral, const: isConst, deprecated } }: { input: Input }) {
  return (
    <>
      {required && <Chip meaning="info">Required</Chip>}
      {sensitive && <Chip meaning="warn">Sensitive</Chip>}
      {ephemeral && <Chip>Ephemeral</Chip>}
      {!nullable && <Chip>Not nullable</Chip>}
      {isConst && <Chip>Constant</Chip>}
      {deprecated !== null && <Chip meaning="warn">Deprecated</Chip>}
    </>
  )
}

/** The rules of a value, each with the message of whoever breaks it. */
function Validations({ input: { validations } }: { input: Input }) {
  if (validations === null) return <p className="subtle">Validation rules appear when the server has inspected this version again.</p>
  if (validations.length === 0) return null
  return (
    <ul className="rules" aria-label="Validation rules">
      {validations.map(({ condition, 'error-message': message, line }) => (
        <li key={line}>
          <p>{message ?? 'A rule without a message'}</p>
          {condition !== null && <LongCode code={condition} />}
        </li>
      ))}
    </ul>
  )
}
