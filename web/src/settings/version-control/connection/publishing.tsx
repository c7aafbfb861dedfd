import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type Publication, publishModules } from '../../../api/version-control/changes.ts'
import { Chip } from '../../../components/chip.tsx'
import { counted } from '../../../components/numbers.ts'

interface PublishingProps {
  tokenId: string
  /** identifiers */
  chosen: readonly string[]
  refusal: string | undefined
  onPublished: () => void
}

/** Publishes the chosen repositories under the names they have, and says what became of each. */
export function Publishing({ tokenId, chosen, refusal, onPublished }: PublishingProps) {
  const publishing = useMutation({ mutationFn: () => publishModules(tokenId, chosen), onSuccess: onPublished })
  return (
    <>
      <div className="actions">
        <Button onClick={() => publishing.mutate()} loading={publishing.isPending} disabled={chosen.length === 0 || refusal !== undefined}>
          {chosen.length === 0 ? 'Publish modules' : `Publish ${counted(chosen.length, 'module')}`}
        </Button>
        {refusal !== undefined && <span className="subtle">{refusal}</span>}
      </div>
      <div role="status">{publishing.data && <Results of={publishing.data} />}</div>
      {publishing.error !== null && (
        <p role="alert" className="problem">
          {publishing.error.message}
        </p>
      )}
    </>
  )
}

function Results({ of: publications }: { of: readonly Publication[] }) {
  return (
    <ul className="plain">
      {publications.map(({ id, attributes: { identifier, status, error } }) => (
        <li key={id}>
          {identifier} <Chip meaning={status === 'published' ? 'ok' : 'danger'}>{status === 'published' ? 'Published' : 'Failed'}</Chip>{' '}
          {error}
        </li>
      ))}
    </ul>
  )
}
