import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatLines, rangeOf } from '../addresses/line-range.ts'
import { paramsOf, SOURCE } from '../addresses/module.ts'
import { type ListedVersion, type ModuleAddress, moduleQuery } from '../api/modules.ts'
import { hostAddress } from './host-address.ts'
import { placeOf, readsFilesOf, reasonOf } from './states.ts'

interface FailureReasonProps {
  address: ModuleAddress
  version: Pick<ListedVersion, 'version' | 'error' | 'error-file' | 'error-line' | 'commit-sha' | 'has-files'>
}

/** Why an import failed, with the way to the line: in the source of the version where the server kept it, and at the git host. */
export function FailureReason({ address, version }: FailureReasonProps) {
  const place = placeOf(version)
  return (
    <>
      {place !== '' && <Place address={address} version={version} place={place} />}
      {place !== '' && ': '}
      {reasonOf(version)}
    </>
  )
}

function Place({ address, version, place }: FailureReasonProps & { place: string }) {
  const module = useQuery(moduleQuery(address))
  const { 'error-file': file, 'error-line': line } = version
  const range = line === null ? undefined : rangeOf(line, line)
  const atHost = hostAddress(module.data?.attributes['vcs-repo'] ?? null, version, file ?? '', range)
  if (!readsFilesOf(version, address)) return atHost === undefined ? place : <AtHost href={atHost}>{place}</AtHost>
  const params = { ...paramsOf(address), version: version.version, _splat: file ?? '' }
  return (
    <>
      <Link to={SOURCE} params={params} {...(range && { hash: formatLines(range) })}>
        {place}
      </Link>
      {atHost !== undefined && (
        <>
          {' '}
          (<AtHost href={atHost}>at the host</AtHost>)
        </>
      )}
    </>
  )
}

function AtHost({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} rel="noreferrer">
      {children}
    </a>
  )
}
