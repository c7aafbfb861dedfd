import { reachable } from '../api/client/reachability.ts'
import { useSignal } from '../api/client/signal.ts'

/** Goes away by itself: requests are sent again until the server answers. */
export function ConnectionBar() {
  const isReachable = useSignal(reachable)
  return (
    <div role="status">
      {!isReachable && <div className="bar bar-warn connection-bar">The server cannot be reached. Reconnecting…</div>}
    </div>
  )
}
