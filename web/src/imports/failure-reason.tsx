import { useQuery } from '@tanstack/react-query'
import { rangeOf } from '../addresses/line-range.ts'
import { type ListedVersion, type ModuleAddress, moduleQuery } from '../api/modules.ts'
import { hostAddress } from './host-address.ts'
import { placeOf, reasonOf } from './states.ts'

interface FailureReasonProps {
  address: ModuleAddress
  version: Pick<ListedVersion, 'error' | 'error-file' | 'error-line' | 'commit-sha'>
}

/** Why an import failed. A version that was never published has no archive, so its file is shown by the git host. */
export function FailureReason({ address, version }: FailureReasonProps) {
  const module = useQuery(moduleQuery(address))
  const place = placeOf(version)
  const { 'error-file': file, 'error-line': line } = version
  const range = line === null ? undefined : rangeOf(line, line)
  const atHost = file === null ? undefined : hostAddress(module.data?.attributes['vcs-repo'] ?? null, version, file, range)
  const shown = atHost === undefined ? place : <FileAtHost href={atHost} place={place} />
  return (
    <>
      {shown}
      {place !== '' && ': '}
      {reasonOf(version)}
    </>
  )
}

function FileAtHost({ href, place }: { href: string; place: string }) {
  return (
    <a href={href} rel="noreferrer">
      {place}
    </a>
  )
}
