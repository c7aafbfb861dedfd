import { CloseButton, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useSingleKey } from '../components/single-keys.ts'
import { LIST } from './list.ts'
import { type ListSearch, listSearch } from './list-search.ts'

const TYPING_MS = 250
const REGISTRIES = [
  { value: 'all', label: 'All' },
  { value: 'private', label: 'Private' },
  { value: 'public', label: 'Public' },
]
const STATUSES = [
  { value: '', label: 'Any' },
  { value: 'failed', label: 'Failed versions' },
  { value: 'deprecated', label: 'Deprecated' },
  { value: 'no_version_tags', label: 'No release tag' },
  { value: 'setup_failed', label: 'Set-up failed' },
  { value: 'pending', label: 'Waiting' },
]
const ORDERS = [
  { value: '', label: 'Name' },
  { value: '-downloads', label: 'Downloads' },
  { value: '-updated-at', label: 'Newest version' },
]

type Change = { [name in keyof ListSearch]: string | undefined }

/** Typing replaces the address, so that Back leaves the list; choosing adds to the history. */
export function ListFilter() {
  const search = useSearch({ from: LIST })
  const navigate = useNavigate({ from: LIST })
  const apply = (change: Change, replace = false) =>
    void navigate({ search: (before) => listSearch({ ...before, page: undefined, ...change }), replace })
  return (
    <search className="filter">
      <FilterText value={search.q ?? ''} onChange={(q) => apply({ q }, true)} />
      <FilterProvider value={search.provider ?? ''} onChange={(provider) => apply({ provider }, true)} />
      <NativeSelect
        label="Status"
        data={STATUSES}
        value={search.status ?? ''}
        onChange={({ currentTarget: { value } }) => apply({ status: value })}
      />
      <NativeSelect
        label="Order"
        data={ORDERS}
        value={search.sort ?? ''}
        onChange={({ currentTarget: { value } }) => apply({ sort: value })}
      />
      <div>
        <span className="filter-label" id="registry-label">
          Registry
        </span>
        <SegmentedControl
          aria-labelledby="registry-label"
          data={REGISTRIES}
          value={search.registry ?? 'all'}
          onChange={(registry) => apply({ registry })}
        />
      </div>
    </search>
  )
}

interface TypedProps {
  /** of the address */
  value: string
  /** told when typing pauses */
  onChange: (value: string) => void
}

/** What is typed, and later, when the address changed by itself, what the address says. */
function useTyped({ value, onChange }: TypedProps): [string, (text: string) => void] {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const tell = useDebouncedCallback((typed: string) => {
    told.current = typed.trim()
    onChange(told.current)
  }, TYPING_MS)
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  return [
    text,
    (typed) => {
      setText(typed)
      tell(typed)
    },
  ]
}

function FilterText(props: TypedProps) {
  const [text, setText] = useTyped(props)
  const field = useRef<HTMLInputElement>(null)
  useSingleKey('/', () => field.current?.focus())
  return (
    <TextInput
      ref={field}
      className="filter-text"
      label="Filter"
      value={text}
      placeholder="Name, namespace, provider or description"
      leftSection={<Search size={16} aria-hidden />}
      rightSection={text !== '' && <CloseButton aria-label="Clear the filter" onClick={() => setText('')} />}
      onChange={({ currentTarget: { value } }) => setText(value)}
    />
  )
}

function FilterProvider(props: TypedProps) {
  const [text, setText] = useTyped(props)
  return (
    <TextInput
      className="filter-provider"
      label="Provider"
      value={text}
      placeholder="aws"
      spellCheck={false}
      autoCapitalize="none"
      onChange={({ currentTarget: { value } }) => setText(value)}
    />
  )
}
