import { CloseButton, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { LIST } from './list.ts'
import type { ListSearch } from './list-search.ts'

const TYPING_MS = 250
const REGISTRIES = [
  { value: 'all', label: 'All' },
  { value: 'private', label: 'Private' },
  { value: 'public', label: 'Public' },
]

/** Typing replaces the address, so that Back leaves the list; choosing adds to the history. */
export function ListFilter() {
  const search = useSearch({ from: LIST })
  const navigate = useNavigate({ from: LIST })
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.q ?? '')
  const [provider, setProvider] = useState(search.provider ?? '')
  useEffect(() => setText(search.q ?? ''), [search.q])
  useEffect(() => setProvider(search.provider ?? ''), [search.provider])
  useHotkeys([['/', () => field.current?.focus()]])
  const apply = (change: { [name in keyof ListSearch]: ListSearch[name] | undefined }, replace: boolean) =>
    void navigate({ search: (before) => given({ ...before, page: undefined, ...change }), replace })
  const applyTyped = useDebouncedCallback(apply, TYPING_MS)
  return (
    <search className="filter">
      <TextInput
        ref={field}
        className="filter-text"
        label="Filter"
        type="search"
        value={text}
        placeholder="Name, namespace, provider or description"
        leftSection={<Search size={16} aria-hidden />}
        rightSection={text !== '' && <CloseButton aria-label="Clear the filter" onClick={() => change('')} />}
        onChange={({ currentTarget: { value } }) => change(value)}
      />
      <TextInput
        className="filter-provider"
        label="Provider"
        value={provider}
        placeholder="aws"
        spellCheck={false}
        autoCapitalize="none"
        onChange={({ currentTarget: { value } }) => {
          setProvider(value)
          applyTyped({ provider: value.trim() || undefined }, true)
        }}
      />
      <div className="filter-registry">
        <span className="label" id="registry-label">
          Registry
        </span>
        <SegmentedControl
          aria-labelledby="registry-label"
          data={REGISTRIES}
          value={search.registry ?? 'all'}
          onChange={(value) => apply({ registry: value === 'private' || value === 'public' ? value : undefined }, false)}
        />
      </div>
    </search>
  )

  function change(value: string): void {
    setText(value)
    applyTyped({ q: value.trim() || undefined }, true)
  }
}

function given(search: { [name in keyof ListSearch]: ListSearch[name] | undefined }): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}
