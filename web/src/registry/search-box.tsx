import { CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useSingleKey } from '../palette/single-keys.ts'
import { LIST } from './list.ts'
import { listSearch } from './list-search.ts'

const TYPING_MS = 250
/** of the API */
const MAX_TEXT = 500

/** Typing replaces the address, so that Back leaves the list; choosing an order adds to the history. */
export function SearchBox({ onEnterList }: { onEnterList: () => void }) {
  const search = useSearch({ from: LIST })
  const navigate = useNavigate({ from: LIST })
  const orders = [
    { value: '', label: search.q === undefined ? 'Name' : 'Relevance' },
    ...(search.q === undefined ? [] : [{ value: 'name', label: 'Name' }]),
    { value: '-downloads', label: 'Downloads' },
    { value: '-updated-at', label: 'Newest version' },
  ]
  return (
    <search className="filter">
      <SearchText
        value={search.q ?? ''}
        onChange={(q) => void navigate({ search: (before) => listSearch({ ...before, page: undefined, q }), replace: true })}
        onEnterList={onEnterList}
      />
      <NativeSelect
        label="Order"
        data={orders}
        value={search.sort === 'name' && search.q === undefined ? '' : (search.sort ?? '')}
        onChange={({ currentTarget: { value } }) =>
          void navigate({ search: (before) => listSearch({ ...before, page: undefined, sort: value }) })
        }
      />
    </search>
  )
}

interface SearchTextProps {
  /** of the address */
  value: string
  /** told when typing pauses */
  onChange: (value: string) => void
  onEnterList: () => void
}

function SearchText({ value, onChange, onEnterList }: SearchTextProps) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const field = useRef<HTMLInputElement>(null)
  const tell = useDebouncedCallback((typed: string) => {
    told.current = typed.trim()
    onChange(told.current)
  }, TYPING_MS)
  const type = (typed: string) => {
    setText(typed)
    tell(typed)
  }
  // The address changed by itself, by Back or by a link.
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  useSingleKey('/', () => field.current?.focus())
  return (
    <TextInput
      ref={field}
      className="filter-text"
      label="Search"
      value={text}
      placeholder="Name, input, output, resource type, README text"
      maxLength={MAX_TEXT}
      spellCheck={false}
      autoCapitalize="none"
      leftSection={<Search size={16} aria-hidden />}
      rightSection={
        text !== '' && (
          <CloseButton
            aria-label="Clear the search"
            onClick={() => {
              type('')
              field.current?.focus()
            }}
          />
        )
      }
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        onEnterList()
      }}
    />
  )
}
