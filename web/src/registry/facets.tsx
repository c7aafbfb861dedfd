import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Facets, Source, State } from '../api/search.ts'
import { formatNumber } from '../components/numbers.ts'
import { LIST } from './list.ts'
import { type FacetName, listSearch, wordsIn } from './list-search.ts'

const SOURCE_WORDS: Record<Source, string> = { private: 'Private', public: 'Public', shared: 'Shared with us' }
const STATE_WORDS: Record<State, string> = {
  failed: 'Failed versions',
  deprecated: 'Deprecated',
  pending: 'Waiting',
  no_version_tags: 'No release tag',
  setup_failed: 'Set-up failed',
  setup_complete: 'Ready',
}
const SHOWN_AT_FIRST = 8

interface Choice {
  value: string
  label: string
  count: number
}

/** What can be chosen, with how many modules that leaves. */
export function FacetList({ facets }: { facets: Facets }) {
  return (
    <>
      <Facet name="provider" title="Provider" choices={facets.provider.map(({ value, count }) => ({ value, label: value, count }))} />
      <Facet
        name="registry"
        title="Registry"
        choices={facets.registry.map(({ value, count }) => ({ value, label: SOURCE_WORDS[value], count }))}
      />
      <Facet
        name="status"
        title="Status"
        choices={facets.status.map(({ value, count }) => ({ value, label: STATE_WORDS[value], count }))}
      />
      <Facet name="label" title="Label" choices={facets.label.map(labelChoice)} />
    </>
  )
}

function labelChoice({ key, value, count }: Facets['label'][number]): Choice {
  return { value: value === '' ? key : `${key}=${value}`, label: value === '' ? key : `${key}: ${value}`, count }
}

function Facet({ name, title, choices }: { name: FacetName; title: string; choices: readonly Choice[] }) {
  const chosen = wordsIn(useSearch({ from: LIST })[name])
  const [isOpen, setOpen] = useState(false)
  // What was chosen stays to be unchosen, when nothing is left of it too.
  const gone = chosen.filter((word) => choices.every(({ value }) => value !== word)).map((value) => ({ value, label: value, count: 0 }))
  const all = [...choices, ...gone]
  if (all.length === 0) return null
  const shown = isOpen ? all : all.filter(({ value }, index) => index < SHOWN_AT_FIRST || chosen.includes(value))
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      {shown.map((choice) => (
        <FacetChoice key={choice.value} name={name} choice={choice} chosen={chosen} />
      ))}
      {shown.length < all.length && (
        <button type="button" className="facet-more" onClick={() => setOpen(true)}>
          {all.length - shown.length} more
        </button>
      )}
    </fieldset>
  )
}

function FacetChoice({ name, choice: { value, label, count }, chosen }: { name: FacetName; choice: Choice; chosen: readonly string[] }) {
  const navigate = useNavigate({ from: LIST })
  const isChosen = chosen.includes(value)
  const change = () => {
    const words = isChosen ? chosen.filter((word) => word !== value) : [...chosen, value]
    void navigate({ search: (before) => listSearch({ ...before, page: undefined, [name]: words.join(',') }) })
  }
  return (
    <label className="facet-choice">
      <input type="checkbox" checked={isChosen} onChange={change} />
      <span>{label}</span>
      <span className="subtle">{formatNumber(count)}</span>
    </label>
  )
}
