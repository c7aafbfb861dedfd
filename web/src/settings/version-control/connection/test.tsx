import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { type Check, type ConnectionTest, refreshRepositories, testConnection } from '../../../api/version-control/changes.ts'
import type { Connection } from '../../../api/version-control/connections.ts'
import { Chip } from '../../../components/chip.tsx'
import { FIXES, RESULTS, TITLES } from './checks.ts'

interface TestProps {
  connection: Connection
  tokenId: string
  refusal: string | undefined
}

const PAGE = '/$org/settings/version-control/$id'

/** What works and what does not, with what to do about it. */
export function Test({ connection, tokenId, refusal }: TestProps) {
  const { test: isWanted = false } = useSearch({ from: PAGE })
  const navigate = useNavigate({ from: PAGE })
  const testing = useMutation({ mutationFn: () => tested(tokenId) })
  const heading = useRef<HTMLHeadingElement>(null)
  const { mutate } = testing
  // Once, when somebody has just made or changed the credential.
  useEffect(() => {
    if (!isWanted || refusal !== undefined) return
    mutate()
    heading.current?.focus()
    void navigate({ search: {}, replace: true })
  }, [isWanted, refusal, mutate, navigate])
  return (
    <section className="panel padded">
      <h2 ref={heading} tabIndex={-1}>
        Test
      </h2>
      <div role="status">
        {testing.isPending ? <p>Asking {connection.client.attributes['service-provider-display-name']}…</p> : <Summary of={testing.data} />}
      </div>
      {testing.error !== null && <p className="problem">{testing.error.message}</p>}
      {testing.data !== undefined && !testing.isPending && (
        <ul className="checks">
          {testing.data.checks.map((check) => (
            <CheckItem key={check.name} check={check} />
          ))}
        </ul>
      )}
      <div className="actions">
        <Button variant="default" onClick={() => mutate()} loading={testing.isPending} disabled={refusal !== undefined}>
          Test the connection
        </Button>
      </div>
    </section>
  )
}

/** What can be listed is listed again: the former list may be that of another credential. */
async function tested(tokenId: string): Promise<ConnectionTest> {
  const test = await testConnection(tokenId)
  if (test.checks.some(({ name, status }) => name === 'repositories' && status === 'passed')) await refreshRepositories(tokenId)
  return test
}

function Summary({ of: test }: { of: ConnectionTest | undefined }) {
  if (test === undefined) return <p>Tries the address, the credential, the list of repositories, git, and webhooks.</p>
  const failed = test.checks.filter(({ status }) => status === 'failed')
  if (failed.length === 0) return <p>Everything that could be tried works.</p>
  return <p>Failed: {failed.map(({ name }) => TITLES[name]).join(', ')}.</p>
}

function CheckItem({ check: { name, status, detail, permission } }: { check: Check }) {
  const { label, meaning } = RESULTS[status]
  return (
    <li>
      <Chip meaning={meaning}>{label}</Chip>
      <div>
        <h3>{TITLES[name]}</h3>
        <p className="muted">{detail}</p>
        {status === 'failed' && (
          <p>
            {permission !== null && (
              <>
                Missing permission: <strong>{permission.replaceAll('`', '')}</strong>.{' '}
              </>
            )}
            {FIXES[name]}
          </p>
        )}
      </div>
    </li>
  )
}
