// The settings of the module, as the address has them.
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { ADD, type AddSearch, addSearch } from '../../addresses/add-module.ts'
import { queryClient } from '../../api/client/query-client.ts'
import type { RepositoryPlace } from '../../api/publishing.ts'
import { proposalOf } from '../repository/identifiers.ts'

export interface Settings {
  name: string
  provider: string
  /** undefined: tags become versions */
  branch: string | undefined
  version: string
  prefix: string
  /** empty for the root */
  directory: string
}

type Changed = Pick<AddSearch, 'name' | 'provider' | 'branch' | 'version' | 'prefix' | 'directory'>
export type Keep = (changed: Changed) => void

export interface KeptSettings {
  settings: Settings
  /** Writes them to the address, so that a reload, or another page in between, loses nothing. */
  keep: Keep
  /** The same, once typing pauses. */
  keepTyped: Keep
}

/** What a new module changes. */
const PUBLISHED: ReadonlySet<unknown> = new Set(['search', 'modules', 'candidates', 'candidate', 'address', 'deleted-modules', 'import'])

/** Call it once something is published. */
export function forgetBeforePublishing(): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey: [kind] }) => PUBLISHED.has(kind) })
}

const TYPING_MS = 400
export const FIRST_VERSION = '0.0.0'

export function useSettings({ identifier }: Pick<RepositoryPlace, 'identifier'>): KeptSettings {
  const { name, provider, branch, version, prefix, directory } = useSearch({ from: ADD })
  const navigate = useNavigate({ from: ADD })
  const proposal = proposalOf(identifier)
  const unwritten = useRef<Changed>({})
  const write = () => {
    const changed = unwritten.current
    unwritten.current = {}
    void navigate({ search: (before) => addSearch({ ...before, ...changed }), replace: true })
  }
  const writeLater = useDebouncedCallback(write, TYPING_MS)
  const note = (changed: Changed) => {
    unwritten.current = { ...unwritten.current, ...changed }
  }
  return {
    settings: {
      name: name ?? proposal.name,
      provider: provider ?? proposal.provider,
      branch,
      version: version ?? FIRST_VERSION,
      prefix: prefix ?? '',
      directory: directory ?? '',
    },
    keep(changed) {
      note(changed)
      write()
    },
    keepTyped(changed) {
      note(changed)
      writeLater()
    },
  }
}
