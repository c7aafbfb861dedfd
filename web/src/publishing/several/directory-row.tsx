import { Link } from '@tanstack/react-router'
import { ADD } from '../../addresses/add-module.ts'
import { CheckField, TextField } from '../../forms/fields.tsx'
import { asSentence } from '../repository/readiness.ts'
import type { Outcome, ProposedModule } from './modules-of-repository.ts'

interface DirectoryRowProps {
  org: string
  module: ProposedModule
  isTicked: boolean
  onTick: () => void
  /** undefined until it was tried */
  outcome: Outcome | undefined
}

/** A directory, and the module that it may become. */
export function DirectoryRow({ org, module: { path, name, prefix }, isTicked, onTick, outcome }: DirectoryRowProps) {
  const label = <code>{path === '' ? '/' : path}</code>
  if (outcome?.error === null) {
    return (
      <li>
        {label} is published.{' '}
        <Link
          to={ADD}
          params={{ org }}
          search={{ step: 'import', name: outcome.name, provider: outcome.provider }}
          state={{ isWatched: true }}
        >
          Watch the import of {outcome.name}/{outcome.provider}
        </Link>
      </li>
    )
  }
  return (
    <li>
      <CheckField name={`directory ${path}`} label={label} checked={isTicked} onChange={onTick} />
      {isTicked && (
        <div className="side-by-side">
          <TextField
            name={`name of ${path}`}
            label="Name"
            defaultValue={name}
            required
            withAsterisk={false}
            spellCheck={false}
            autoCapitalize="none"
          />
          <TextField name={`prefix of ${path}`} label="Tag prefix" defaultValue={prefix} spellCheck={false} autoCapitalize="none" />
        </div>
      )}
      <p role="status" className="problem">
        {outcome !== undefined && asSentence(outcome.error)}
      </p>
    </li>
  )
}
