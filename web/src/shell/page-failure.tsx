import { Button } from '@mantine/core'
import { usePageTitle } from '../components/page-title.ts'
import { useInsteadOfFirstContent } from './first-content.ts'

/** A mistake of the interface itself. */
export function PageFailure({ error }: { error: unknown }) {
  usePageTitle('Failure')
  useInsteadOfFirstContent()
  return (
    <div className="narrow" role="alert">
      <h1>This page failed</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => location.reload()}>Load it again</Button>
    </div>
  )
}
