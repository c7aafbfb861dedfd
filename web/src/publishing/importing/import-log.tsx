import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { ADD } from '../../addresses/add-module.ts'
import { queryClient } from '../../api/client/query-client.ts'
import { importQuery, retry } from '../../api/managing/imports.ts'
import type { ListedVersion, ModuleAddress } from '../../api/modules.ts'
import { Chip } from '../../components/chip.tsx'
import { counted } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { FailureReason } from '../../imports/failure-reason.tsx'
import { isFailed, stateOf } from '../../imports/states.ts'
import { asSentence } from '../repository/readiness.ts'
import type { ImportProgress } from './import-progress.ts'

interface ImportLogProps {
  address: ModuleAddress
  moduleId: string
  progress: ImportProgress
  mayRetry: boolean
}

/** Every tag with its outcome, the newest version first. It can be focused, and does not speak: the progress does. */
export function ImportLog({ address, moduleId, progress: { versions, others }, mayRetry }: ImportLogProps) {
  return (
    <>
      {versions.length > 0 && (
        <div className="import-log panel" role="region" aria-label="Versions of this import" tabIndex={0}>
          <ul className="rows">
            {versions.map((version) => (
              <Entry key={version.version} version={version} address={address} moduleId={moduleId} mayRetry={mayRetry} />
            ))}
          </ul>
        </div>
      )}
      {others.length > 0 && (
        <details className="panel padded">
          <summary>{counted(others.length, 'tag')} ignored</summary>
          <ul className="plain">
            {others.map(({ tag, reason }) => (
              <li key={tag}>
                <code>{tag}</code> <span className="subtle">{asSentence(reason)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function uploadOf({ name, provider }: ModuleAddress, version: string) {
  return { name, provider, version }
}

interface EntryProps extends Omit<ImportLogProps, 'progress'> {
  version: ListedVersion
}

/** Of hundreds, an event changes one. */
const Entry = memo(function Entry({ version, address, moduleId, mayRetry }: EntryProps) {
  const name = version.tag ?? version.version
  const { label, meaning } = stateOf(version.status)
  const hasFailed = isFailed(version.status)
  const isUploaded = version.tag === null && version.branch === null
  return (
    <li className="import-entry">
      <code>{name}</code>
      <Chip meaning={meaning}>{label}</Chip>
      {hasFailed && (
        <span className="import-reason">
          <FailureReason address={address} version={version} />
        </span>
      )}
      {hasFailed && isUploaded && (
        <Link to={ADD} params={{ org: address.organization }} search={{ step: 'upload', ...uploadOf(address, version.version) }}>
          Upload {version.version} again
        </Link>
      )}
      {hasFailed && !isUploaded && (
        <Act
          size="compact-sm"
          refusal={mayRetry ? undefined : 'Whoever may publish can retry.'}
          act={() => retry(moduleId, version.version)}
          onDone={() => void queryClient.invalidateQueries({ queryKey: importQuery(address).queryKey })}
        >
          Retry<span className="hidden"> {name}</span>
        </Act>
      )}
    </li>
  )
})
