import type { ReactNode } from 'react'
import { CopyButton } from '../../../components/copy-button.tsx'
import type { AskedValue, Instructions } from '../hosts/host.ts'

/** One of the numbered steps. */
export function Step({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <li className="panel step">
      <h2>{title}</h2>
      {children}
    </li>
  )
}

/** Where something is made at the host, and what has to be entered there. */
export function AtTheHost({ of, url, values = [] }: { of: Instructions; url: string; values?: readonly AskedValue[] }) {
  const page = url === '' ? undefined : of.page?.(url.replace(/\/+$/, ''))
  return (
    <>
      <p>
        {of.path}.{' '}
        {page !== undefined && (
          <a href={page} target="_blank" rel="noreferrer">
            Open that page in a new tab
          </a>
        )}
      </p>
      {values.length > 0 && (
        <dl className="asked">
          {values.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <code>{value}</code> <CopyButton text={value} what={label} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {of.permissions.length > 0 && (
        <>
          <p>It needs:</p>
          <ul>
            {of.permissions.map((permission) => (
              <li key={permission}>
                <code>{permission}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      {of.note !== undefined && <p className="subtle">{of.note}</p>}
    </>
  )
}
