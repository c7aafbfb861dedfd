import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { IMPORTS, paramsOf, VERSION } from '../../addresses/module.ts'
import { refreshEverything } from '../../api/managing/changes.ts'
import { importTag, retry, type Tag, tagsQuery } from '../../api/managing/imports.ts'
import { type ModuleAddress, versionsQuery } from '../../api/modules.ts'
import { Chip } from '../../components/chip.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { formatNumber } from '../../components/numbers.ts'
import { Act } from '../../forms/act.tsx'
import { announce } from '../../forms/announcement.tsx'
import { FailureReason } from '../../imports/failure-reason.tsx'
import { shortCommit } from '../../imports/short-commit.ts'
import { isFailed } from '../../imports/states.ts'
import { Pager } from '../../navigation/pager.tsx'
import type { ImportsPartProps } from './part-props.ts'
import { DECISIONS } from './words.ts'

/** Every tag that was ever seen, what became of it, and why. */
export function Tags({ module, address, refusal }: ImportsPartProps) {
  const { tags: page = 1 } = useSearch({ from: IMPORTS })
  const navigate = useNavigate({ from: IMPORTS })
  const tags = useQuery(tagsQuery(module.id, page))
  return (
    <section aria-labelledby="tags">
      <h2 id="tags">Tags</h2>
      <Loaded query={tags} what="The list of tags" lines={8}>
        {({ data, meta: { pagination } }) =>
          pagination['total-count'] === 0 ? (
            <p className="panel padded">The repository has no tag yet.</p>
          ) : (
            <>
              <p className="count">{formatNumber(pagination['total-count'])} seen</p>
              <ul className="items panel">
                {data.map(({ id, attributes }) => (
                  <TagItem key={id} tag={attributes} moduleId={module.id} address={address} refusal={refusal} />
                ))}
              </ul>
              <Pager
                what="tags"
                current={pagination['current-page']}
                total={pagination['total-pages']}
                onChange={(next) => void navigate({ search: (before) => ({ ...before, tags: next }), resetScroll: false })}
              />
            </>
          )
        }
      </Loaded>
    </section>
  )
}

type TagItemProps = Omit<ImportsPartProps, 'module'> & { tag: Tag; moduleId: string }

function TagItem({ tag, moduleId, address, refusal }: TagItemProps) {
  const { label, meaning } = DECISIONS[tag.decision]
  return (
    <li className="item">
      <h3>
        {tag.tag}
        <Chip meaning={meaning}>{label}</Chip>
        {tag['gone-at'] !== null && <Chip>Gone from the repository</Chip>}
      </h3>
      <p>
        <Reason tag={tag} address={address} />
      </p>
      <p className="subtle">
        {tag.version !== null && tag.decision === 'imported' && (
          <>
            <Link to={VERSION} params={{ ...paramsOf(address), version: tag.version }}>
              Version {tag.version}
            </Link>{' '}
            ·{' '}
          </>
        )}
        <code title={tag['commit-sha']}>{shortCommit(tag['commit-sha'])}</code> · first seen <Moment at={tag['first-seen-at']} />
      </p>
      <Again tag={tag} moduleId={moduleId} refusal={refusal} />
    </li>
  )
}

function Reason({ tag: { decision, reason, version }, address }: Pick<TagItemProps, 'tag' | 'address'>) {
  if (decision === 'deleted') return <WaysBack organization={address.organization} />
  return decision === 'failed' && version !== null ? <WhyFailed version={version} reason={reason} address={address} /> : reason
}

interface WhyFailedProps {
  version: string
  /** of the tag, until the version is known */
  reason: string
  address: ModuleAddress
}

/** With the way to the line, where the host shows it. */
function WhyFailed({ version, reason, address }: WhyFailedProps) {
  const { data: versions } = useQuery(versionsQuery(address))
  const failed = versions?.find((each) => each.version === version && isFailed(each.status))
  return failed === undefined ? reason : <FailureReason address={address} version={failed} />
}

/** The server's reason has the addresses of its API. */
function WaysBack({ organization }: { organization: string }) {
  return (
    <>
      Its version was deleted.{' '}
      <Link to="/$org/registry/deleted-modules" params={{ org: organization }}>
        Deleted modules
      </Link>{' '}
      restores it within 30 days. At any time, it can be imported again.
    </>
  )
}

/** Whatever may help: a failed version is tried again, a deleted one imported anew. */
function Again({ tag: { tag, version, decision, 'gone-at': gone }, moduleId, refusal }: Omit<TagItemProps, 'address'>) {
  const onDone = () => {
    announce(`${tag} is imported again.`)
    void refreshEverything()
  }
  if (version === null || gone !== null) return null
  if (decision === 'failed') {
    return (
      <Act size="xs" act={() => retry(moduleId, version)} refusal={refusal === undefined ? undefined : ''} onDone={onDone}>
        Retry {tag}
      </Act>
    )
  }
  if (decision !== 'deleted' && decision !== 'no_configuration') return null
  return (
    <Act size="xs" act={() => importTag(moduleId, tag)} refusal={refusal === undefined ? undefined : ''} onDone={onDone}>
      Import {tag}
    </Act>
  )
}
