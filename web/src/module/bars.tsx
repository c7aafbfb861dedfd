import { Link } from '@tanstack/react-router'
import { ADD } from '../addresses/add-module.ts'
import { IMPORTS, MODULE, paramsOf, VERSION } from '../addresses/module.ts'
import { isNotFound } from '../api/client/failures.ts'
import { Bar } from '../components/bar.tsx'
import { FailureReason } from '../imports/failure-reason.tsx'
import { FirstTag } from '../imports/first-tag.tsx'
import { shortCommit } from '../imports/short-commit.ts'
import { isFailed, stateOf } from '../imports/states.ts'
import { keepFacts } from './state/fragment.ts'
import type { PageState } from './state/page-state.ts'

const MAX_BARS = 2

/** What a reader must know before using this version; the weightiest first, and never more than two. */
export function Bars({ page }: { page: PageState }) {
  // Those of the former version say nothing about the next.
  if (page.version.isPlaceholderData) return <div className="bars" />
  const bars = [moduleBar(page), unknownBar(page), revokedBar(page), deprecatedBar(page), importBar(page), olderBar(page), movedBar(page)]
  return (
    <div className="bars" aria-live="polite">
      {bars.filter((bar) => bar !== null).slice(0, MAX_BARS)}
    </div>
  )
}

function moduleBar({ summary, versions, address }: PageState) {
  const { status } = summary
  if (status === 'setup_failed') {
    return (
      <Bar key="module" meaning="danger">
        <strong>Set-up failed.</strong>{' '}
        {summary['status-detail'] ??
          (versions.data?.length === 0 ? 'The repository could not be read.' : 'None of its tags became a version.')}
      </Bar>
    )
  }
  if (status === 'no_version_tags') {
    return (
      <Bar key="module" meaning="warn">
        <strong>No release tag.</strong> A version appears when the repository of {address.name} gets a tag such as <code>v0.1.0</code>:{' '}
        <FirstTag />
      </Bar>
    )
  }
  if (versions.data?.length !== 0) return null
  return (
    <Bar
      key="module"
      meaning="info"
      action={
        // Another organization's import is not for those it is shared with.
        address.namespace === address.organization && (
          <Link to={ADD} params={{ org: address.organization }} search={{ step: 'import', name: address.name, provider: address.provider }}>
            Watch the import
          </Link>
        )
      }
    >
      <strong>No version yet.</strong> The first one appears when its import has ended.
    </Bar>
  )
}

function unknownBar({ address, shown, version, latest }: PageState) {
  if (!isNotFound(version.error)) return null
  return (
    <Bar
      key="unknown"
      meaning="danger"
      action={
        latest !== undefined && (
          <Link to={MODULE} params={paramsOf(address)}>
            Show {latest}
          </Link>
        )
      }
    >
      <strong>
        {address.name} has no version {shown}.
      </strong>{' '}
      It may have been deleted. The tab Versions has those that exist.
    </Bar>
  )
}

function revokedBar({ address, version, latest }: PageState) {
  const revocation = version.data?.revocation
  if (!revocation) return null
  const { message, link, replacement } = revocation
  const better = replacement === '' ? latest : replacement
  return (
    <Bar key="revoked" meaning="danger" action={<More link={link} />}>
      <strong>Revoked.</strong> {message} New downloads are refused.{' '}
      {better !== undefined && better !== version.data?.version && (
        <>
          Use{' '}
          <Link to={VERSION} params={{ ...paramsOf(address), version: better }} search={(before) => before} hash={keepFacts}>
            {better}
          </Link>{' '}
          instead.
        </>
      )}
    </Bar>
  )
}

function deprecatedBar({ version }: PageState) {
  const deprecation = version.data?.deprecation as { reason?: string; link?: string } | null | undefined
  if (!deprecation) return null
  return (
    <Bar key="deprecated" meaning="warn" action={<More link={deprecation.link} />}>
      <strong>Deprecated.</strong> {deprecation.reason}
    </Bar>
  )
}

/** Only an address of the web: the text comes from whoever deprecated the version. */
function More({ link = '' }: { link?: string | undefined }) {
  return /^https?:\/\//.test(link) ? (
    <a href={link} rel="noreferrer">
      Read more
    </a>
  ) : null
}

function importBar({ address, version: { data: version } }: PageState) {
  if (version === undefined || version.status === 'ok') return null
  const { label, meaning, help } = stateOf(version.status)
  return (
    <Bar key="import" meaning={meaning}>
      <strong>
        {version.version}: {label}.
      </strong>{' '}
      {isFailed(version.status) ? (
        <>
          <FailureReason address={address} version={version} /> This version cannot be installed.
        </>
      ) : (
        help
      )}
    </Bar>
  )
}

/** The bytes of a version never change, wherever its tag goes. */
function movedBar({ address, movedTag, version }: PageState) {
  if (movedTag === undefined) return null
  const { tag, 'commit-sha': commit, 'imported-commit-sha': imported } = movedTag
  return (
    <Bar
      key="moved"
      meaning="warn"
      action={
        <Link to={IMPORTS} params={paramsOf(address)}>
          Imports
        </Link>
      }
    >
      <strong>Tag moved.</strong> <code>{tag}</code> now leads to <code>{shortCommit(commit)}</code>. Version {version.data?.version} stays
      what it was at {imported === null ? 'its import' : <code>{shortCommit(imported)}</code>}.
    </Bar>
  )
}

function olderBar({ address, path, shown, latest, versions, isPublished }: PageState) {
  if (!isPublished || latest === undefined || shown === latest || versions.data === undefined) return null
  const published = versions.data.filter((each) => each.status === 'ok').map(({ version }) => version)
  const behind = published.indexOf(shown ?? '') - published.indexOf(latest)
  const text =
    behind > 0
      ? `${behind} ${behind === 1 ? 'version' : 'versions'} behind ${latest}.`
      : `Newer than ${latest}, but not what clients choose by themselves.`
  return (
    <Bar
      key="older"
      meaning="info"
      action={
        <Link to={VERSION} params={{ ...paramsOf(address), version: latest }} search={(before) => before} hash={keepFacts}>
          Show {latest}
        </Link>
      }
    >
      {path === '' ? text : `${text} Its directories may be others.`}
    </Bar>
  )
}
