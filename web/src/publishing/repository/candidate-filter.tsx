import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { ADD, type AddSearch } from '../../addresses/add-module.ts'
import type { Connection } from '../../api/publishing.ts'

const TYPING_MS = 250

/** Typing replaces the address, so that Back leaves the page. */
export function CandidateFilter({ connection }: { connection: Connection }) {
  const { q = '', ready } = useSearch({ from: ADD })
  const navigate = useNavigate({ from: ADD })
  const [text, setText] = useState(q)
  const filter = (next: Pick<AddSearch, 'q' | 'ready'>) => void navigate({ search: { connection: connection.id, ...next }, replace: true })
  const onlyReady = ready === true ? { ready } : {}
  const tell = useDebouncedCallback((typed: string) => filter({ ...(typed !== '' && { q: typed }), ...onlyReady }), TYPING_MS)
  return (
    <search className="filter">
      <TextInput
        className="filter-text"
        label="Filter"
        placeholder="Part of the repository’s name"
        value={text}
        spellCheck={false}
        autoCapitalize="none"
        leftSection={<Search size={16} aria-hidden />}
        onChange={({ currentTarget: { value } }) => {
          setText(value)
          tell(value.trim())
        }}
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={ready === true}
          onChange={() => filter({ ...(q !== '' && { q }), ...(ready !== true && { ready: true }) })}
        />
        Only ready ones
      </label>
    </search>
  )
}
