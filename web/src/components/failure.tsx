import { Button } from '@mantine/core'
import { ApiFailure } from '../api/client/failures.ts'

/** Part of a page that could not be read. The rest of the page stays. */
export function Failure({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  return (
    <div className="panel failure" role="alert">
      <h2>{what} cannot be shown</h2>
      <p>{error.message}</p>
      {error instanceof ApiFailure && error.requestId !== '' && (
        <p className="subtle">
          Request <code>{error.requestId}</code>: with it, the operator of this server finds the cause in the log.
        </p>
      )}
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
