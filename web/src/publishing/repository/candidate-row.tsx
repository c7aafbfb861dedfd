import { Link, useParams } from '@tanstack/react-router'
import { ADD } from '../../addresses/add-module.ts'
import { MODULE } from '../../addresses/module.ts'
import type { Candidate } from '../../api/publishing.ts'
import { Chip } from '../../components/chip.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { ButtonLink } from '../../components/links.ts'
import { counted } from '../../components/numbers.ts'
import { FIRST_TAG } from '../../imports/first-tag.tsx'
import { asSentence, stateOfCandidate } from './readiness.ts'

/** What is published has its name. */
function shownOf(reasons: Candidate['reasons']): Candidate['reasons'] {
  const isPublished = reasons.some(({ code }) => code === 'published')
  return isPublished ? reasons.filter(({ code }) => code !== 'name') : reasons
}

/** A repository, whether it is ready, and what speaks against it. */
export function CandidateRow({ connection, candidate }: { connection: string; candidate: Candidate }) {
  const { org } = useParams({ from: ADD })
  const { identifier, reasons } = candidate
  const { label, meaning } = stateOfCandidate(candidate)
  const { 'version-tags': tags, 'latest-version': latest } = candidate
  return (
    <li className="candidate">
      <div className="row-body">
        <div className="row-title">
          <strong>{identifier}</strong>
          <Chip meaning={meaning}>{label}</Chip>
          {tags !== null && tags > 0 && (
            <span className="subtle">
              {counted(tags, 'version tag')}
              {latest !== null && `, newest ${latest}`}
            </span>
          )}
        </div>
        {shownOf(reasons).map(({ code, detail }) => (
          <p key={code} className="row-text">
            {asSentence(detail)}
            {code === 'no-version-tags' && (
              <>
                {' '}
                <code>{FIRST_TAG}</code> <CopyButton text={FIRST_TAG} what={`the commands that tag ${identifier}`} />
              </>
            )}
          </p>
        ))}
        <PublishedModule org={org} candidate={candidate} />
      </div>
      <ButtonLink
        component="a"
        size="xs"
        variant={candidate.ready ? 'filled' : 'default'}
        to={ADD}
        params={{ org }}
        search={(before) => ({ ...before, connection, step: 'settings', identifier })}
      >
        Select<span className="hidden"> {identifier}</span>
      </ButtonLink>
    </li>
  )
}

function PublishedModule({ org, candidate: { reasons, namespace, name, provider } }: { org: string; candidate: Candidate }) {
  if (namespace === null || name === null || provider === null) return null
  const address = `${namespace}/${name}/${provider}`
  const isIt = reasons.some(({ code, detail }) => ['published', 'address-taken'].includes(code) && detail.includes(address))
  if (!isIt) return null
  return (
    <p className="row-text">
      <Link to={MODULE} params={{ org, registry: 'private', namespace, name, provider }}>
        Open {name}/{provider}
      </Link>
    </p>
  )
}
