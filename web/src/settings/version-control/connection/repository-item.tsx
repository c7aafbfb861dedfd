import { useId } from 'react'
import type { Repository } from '../../../api/version-control/activity.ts'
import { Chip, type Meaning } from '../../../components/chip.tsx'

interface RepositoryItemProps {
  repository: Repository
  isChosen: boolean
  /** undefined when the user cannot publish */
  onChoose: ((identifier: string, isChosen: boolean) => void) | undefined
}

/** A repository, whether it can be published as it is, and why not. */
export function RepositoryItem({ repository: { attributes }, isChosen, onChoose }: RepositoryItemProps) {
  const id = useId()
  const { identifier, ready, reasons, 'latest-version': latest, 'version-tags': tags } = attributes
  const { label, meaning } = readinessOf(attributes)
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
            ...reasons.map(({ detail }) => detail),
          ]
            .filter((text) => text !== '')
            .join(' · ')}
        </p>
      </div>
    </li>
  )
}

function readinessOf({ ready, reasons }: Repository['attributes']): { label: string; meaning: Meaning } {
  if (ready) return { label: 'Ready', meaning: 'ok' }
  if (reasons.some(({ code }) => code === 'published')) return { label: 'Published', meaning: 'plain' }
  return { label: 'Needs work', meaning: 'warn' }
}
