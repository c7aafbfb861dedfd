// Somebody who came to add a connection goes back to where they were. The tab remembers it, also while they are at the host.
import { useState } from 'react'
import { Bar } from '../../components/bar.tsx'
import { returnPath } from './return-path.ts'

const KEY = 'version-control:return-to'

export function rememberReturn(wanted: string | undefined): void {
  const path = returnPath(wanted)
  if (path !== undefined) sessionStorage.setItem(KEY, path)
}

/** Leads back, once there is something to go back for. */
export function ReturnBar() {
  const [path] = useState(() => returnPath(sessionStorage.getItem(KEY)))
  if (path === undefined) return null
  return (
    <Bar
      meaning="info"
      action={
        <a href={path} onClick={() => sessionStorage.removeItem(KEY)}>
          Continue where you were
        </a>
      }
    >
      You came here to add a connection.
    </Bar>
  )
}
