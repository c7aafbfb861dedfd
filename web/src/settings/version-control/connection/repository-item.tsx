import { Link, useParams } from '@tanstack/react-router'
import { useId } from 'react'
import { ADD } from '../../../addresses/add-module.ts'
import type { Repository } from '../../../api/version-control/activity.ts'
import { Chip, type Meaning } from '../../../components/chip.tsx'

interface RepositoryItemProps {
  /** of the connection */
  tokenId: string
  repository: Repository
  isChosen: boolean
  /** undefined when the user cannot publish */
  onChoose: ((identifier: string, isChosen: boolean) => void) | undefined
}

/** A repository, whether it can be published as it is, and why not. */
export function RepositoryItem({ tokenId, repository: { attributes }, isChosen, onChoose }: RepositoryItemProps) {
  const id = useId()
  const { org } = useParams({ from: '/$org/settings/version-control/$id' })
  const { identifier, ready, reasons, 'latest-version': latest, 'version-tags': tags } = attributes
  const { label, meaning } = readinessOf(attributes)
  const isMisnamed = reasons.length > 0 && reasons.every(({ code }) => code === 'name')
  return (
    <li>
      <input
        id={id}
        type="checkbox"
        checked={isChosen}
        disabled={!ready || onChoose === undefined}
        onChange={({ currentTarget }) => onChoose?.(identifier, currentTarget.checked)}
        aria-describedby={`${id}-why`}
      />
      <div>
        <label htmlFor={id}>{identifier}</label> <Chip meaning={meaning}>{label}</Chip>
        <p id={`${id}-why`} className="subtle">
          {[
            tags === null || latest === null ? '' : `${tags} version ${tags === 1 ? 'tag' : 'tags'}, newest ${latest}`,
            ...reasonsOf(attributes),
          ]
            .filter((text) => text !== '')
            .join(' · ')}
        </p>
        {isMisnamed && onChoose !== undefined && (
          <Link to={ADD} params={{ org }} search={{ connection: tokenId, step: 'settings', identifier }}>
            Publish {identifier} under another name
          </Link>
        )}
      </div>
    </li>
  )
}

/** What is published has its name. */
function reasonsOf({ reasons }: Repository['attributes']): string[] {
  const isPublished = reasons.some(({ code }) => code === 'published')
  return reasons.filter(({ code }) => !isPublished || code !== 'name').map(({ detail }) => detail)
}

function readinessOf({ ready, reasons }: Repository['attributes']): { label: string; meaning: Meaning } {
  if (ready) return { label: 'Ready', meaning: 'ok' }
  if (reasons.some(({ code }) => code === 'published')) return { label: 'Published', meaning: 'plain' }
  return { label: 'Needs work', meaning: 'warn' }
}
