import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { administeredOrganizationsQuery, findOrganization } from '../../api/administration/organizations.ts'

const SUGGESTED = 20

interface ConsumersProps {
  producer: string
  names: readonly string[]
  onChange: (names: readonly string[]) => void
}

/** The organizations chosen, and a field that adds one. */
export function Consumers({ producer, names, onChange }: ConsumersProps) {
  return (
    <>
      <ul className="rows" aria-label="Chosen organizations">
        {names.map((name) => (
          <li key={name} className="row-line">
            <strong className="row-body">{name}</strong>
            <Button size="compact-sm" variant="default" onClick={() => onChange(names.filter((each) => each !== name))}>
              Remove<span className="hidden"> {name}</span>
            </Button>
          </li>
        ))}
      </ul>
      <Addition isTaken={(name) => name === producer || names.includes(name)} onAdd={(name) => onChange([...names, name])} />
    </>
  )
}

function Addition({ isTaken, onAdd }: { isTaken: (name: string) => boolean; onAdd: (name: string) => void }) {
  const [typed, setTyped] = useState('')
  const listId = useId()
  const { data } = useQuery(administeredOrganizationsQuery({ q: typed, size: SUGGESTED }))
  const adding = useMutation({
    mutationFn: async (text: string) => {
      const found = await findOrganization(text)
      if (found === undefined) throw new Error(`There is no organization called ${text}.`)
      if (isTaken(found)) throw new Error(`${found} reads these modules already.`)
      return found
    },
    onSuccess: (name) => {
      onAdd(name)
      setTyped('')
    },
  })
  const add = () => {
    if (typed.trim() !== '' && !adding.isPending) adding.mutate(typed.trim())
  }
  return (
    <>
      <TextInput
        label="Add an organization"
        value={typed}
        list={listId}
        error={adding.error?.message}
        autoComplete="off"
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // It would send the form.
          event.preventDefault()
          add()
        }}
      />
      <div>
        <Button variant="default" onClick={add} loading={adding.isPending} disabled={typed.trim() === ''}>
          Add
        </Button>
      </div>
      <datalist id={listId}>
        {data?.organizations
          .filter(({ name }) => !isTaken(name))
          .map(({ name }) => (
            <option key={name} value={name} />
          ))}
      </datalist>
    </>
  )
}
