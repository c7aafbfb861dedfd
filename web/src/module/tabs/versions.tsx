import { Link } from '@tanstack/react-router'
import { paramsOf, VERSION } from '../../addresses/module.ts'
import type { ListedVersion } from '../../api/modules.ts'
import { parseVersion } from '../../api/versions.ts'
import { Chip } from '../../components/chip.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { counted, formatBytes } from '../../components/numbers.ts'
import { FailureReason } from '../../imports/failure-reason.tsx'
import { shortCommit } from '../../imports/short-commit.ts'
import { isFailed, stateOf } from '../../imports/states.ts'
import { type Selection, useSelection } from '../choice/selection.ts'
import { WhatWouldIGet } from '../choice/what-would-i-get.tsx'
import type { PageState } from '../state/page-state.ts'

/** By major version: within one, an update should break nothing. */
export function Versions({ page }: { page: PageState }) {
  const revoked = new Set(page.versions.data?.filter(({ revocation }) => revocation !== null).map(({ version }) => version))
  const selection = useSelection(page.address, { path: page.path, revoked })
  return (
    <Loaded query={page.versions} what="The list of versions" lines={8}>
      {(all) => {
        if (all.length === 0) return <p className="panel padded">There are no versions yet.</p>
        const byMajor = Map.groupBy(all, ({ version }) => parseVersion(version).core[0])
        const groups = [...byMajor].map(([major, versions]) => (
          <section key={major}>
            <h2>
              {major}.x <span className="muted">{versions.length}</span>
            </h2>
            <ul className="items panel">
              {versions.map((each) => (
                <VersionItem key={each.version} page={page} version={each} selection={selection} />
              ))}
            </ul>
          </section>
        ))
        return (
          <>
            <WhatWouldIGet selection={selection} address={page.address} />
            {groups}
          </>
        )
      }}
    </Loaded>
  )
}

interface VersionItemProps {
  page: PageState
  version: ListedVersion
  selection: Selection
}

function VersionItem({ page: { address, shown, latest }, version, selection }: VersionItemProps) {
  const { version: number, status, deprecation, revocation } = version
  const { label, meaning } = stateOf(status)
  const remark = selection.remarkOn(version)
  return (
    <li className={number === shown ? 'item shown-version' : 'item'}>
      <h3>
        <Link to={VERSION} params={{ ...paramsOf(address), version: number }} {...(number === shown && { 'aria-current': 'true' })}>
          {number}
        </Link>
        {number === latest && <Chip meaning="ok">Latest</Chip>}
        {status !== 'ok' && <Chip meaning={meaning}>{label}</Chip>}
        {revocation !== null && <Chip meaning="danger">Revoked</Chip>}
        {deprecation !== null && <Chip meaning="warn">Deprecated</Chip>}
      </h3>
      {remark && <p className={remark.isChosen ? `remark remark-${remark.meaning}` : 'remark'}>{remark.text}</p>}
      {isFailed(status) && (
        <p className="reason">
          <FailureReason address={address} version={version} />
        </p>
      )}
      <LifecycleReason version={version} />
      <p className="subtle">
        {factsOf(version).map((fact, index) => (
          <span key={index}>
            {index > 0 && ' · '}
            {fact}
          </span>
        ))}
      </p>
    </li>
  )
}

function LifecycleReason({ version: { deprecation, revocation } }: { version: ListedVersion }) {
  const text = revocation?.message ?? deprecation?.reason
  return text === undefined || text === '' ? null : <p>{text}</p>
}

/** `sha256:` and eight digits */
const CHECKSUM_CHARACTERS = 15

function factsOf(version: ListedVersion): React.ReactNode[] {
  const {
    tag,
    branch,
    downloads,
    'published-at': published,
    'created-at': created,
    'commit-sha': commit,
    'archive-size': size,
    'archive-checksum': checksum,
  } = version
  return [
    <Moment key="at" at={published ?? created} />,
    tag !== null && <code>{tag}</code>,
    branch !== null && <code>{branch}</code>,
    commit !== null && <code title={commit}>{shortCommit(commit)}</code>,
    checksum !== null && <code title={checksum}>{checksum.slice(0, CHECKSUM_CHARACTERS)}</code>,
    size !== null && formatBytes(size),
    published !== null && counted(downloads, 'download'),
  ].filter((fact) => fact !== false)
}
