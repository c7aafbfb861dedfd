import { Select } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { paramsOf, VERSION } from '../addresses/module.ts'
import { isPrerelease } from '../api/versions.ts'
import { useSingleKey } from '../palette/single-keys.ts'
import { keepFacts } from './state/fragment.ts'
import type { PageState } from './state/page-state.ts'

/** Leads to the same tab of another version. */
export function VersionSelect({ page: { address, versions, shown, latest } }: { page: PageState }) {
  const navigate = useNavigate()
  const show = (version: string | undefined) => {
    if (version === undefined) return
    void navigate({ to: VERSION, params: { ...paramsOf(address), version }, search: (before) => before, hash: keepFacts })
  }
  const known = versions.data ?? []
  /** A key that is pressed before the list is there waits for it. */
  const step = async (by: number) => {
    const all = versions.data ?? (await versions.refetch({ cancelRefetch: false })).data ?? []
    show(all[all.findIndex(({ version }) => version === shown) + by]?.version)
  }
  useSingleKey('[', () => void step(1))
  useSingleKey(']', () => void step(-1))
  const labelled = known.map(({ version, status }) => ({
    value: version,
    label: [version, version === latest && 'latest', status !== 'ok' && 'not published'].filter(Boolean).join(' · '),
  }))
  // Until the list is there, it has what the page shows.
  if (shown !== undefined && !known.some(({ version }) => version === shown)) labelled.unshift({ value: shown, label: shown })
  const groups = [
    { group: 'Releases', items: labelled.filter(({ value }) => !isPrerelease(value)) },
    { group: 'Pre-releases', items: labelled.filter(({ value }) => isPrerelease(value)) },
  ].filter(({ items }) => items.length > 0)
  return (
    <Select
      className="version-select"
      aria-label="Version"
      searchable
      allowDeselect={false}
      data={groups}
      value={shown ?? null}
      nothingFoundMessage="No such version"
      maxDropdownHeight={320}
      // What is typed replaces the version shown, and does not end up in the middle of it.
      onClick={({ currentTarget }) => currentTarget.select()}
      onChange={(version) => show(version ?? undefined)}
    />
  )
}
