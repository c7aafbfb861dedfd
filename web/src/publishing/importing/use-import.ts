import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { outdate, queryClient } from '../../api/client/query-client.ts'
import { useSignal } from '../../api/client/signal.ts'
import { type ImportEvent, type ImportState, importQuery } from '../../api/managing/imports.ts'
import type { ModuleAddress } from '../../api/modules.ts'
import { onHappened, streamIsOpen } from '../../live/happenings.ts'
import { afterEvent, progressOf } from './import-progress.ts'

/** Something may be missed in a stream, and everything without one. */
const ASK_MS = { withStream: 15_000, withoutStream: 4000 }
/** Many tags are told of in many events. */
const PAUSE_MS = 700

/** The import of a module, as it happens. Events say what became of a version; only for anything else is the server asked. */
export function useImport(address: ModuleAddress): UseQueryResult<ImportState> {
  const isStreamOpen = useSignal(streamIsOpen)
  const everyMs = isStreamOpen ? ASK_MS.withStream : ASK_MS.withoutStream
  const query = useQuery({
    ...importQuery(address),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data !== undefined && progressOf(data).isOver ? false : everyMs),
  })
  const moduleId = query.data?.module.id
  useEffect(() => {
    const { queryKey } = importQuery(address)
    let timer: ReturnType<typeof setTimeout> | undefined
    const waiting: (ImportEvent | undefined)[] = []
    // What happens while an answer is on its way is applied to it: asking anew for each would never end.
    const catchUp = () => {
      timer = undefined
      if (queryClient.isFetching({ queryKey, exact: true }) > 0) return wait()
      const changed = waiting.splice(0).reduce(afterAnother, queryClient.getQueryData(queryKey))
      if (changed === undefined) outdate({ queryKey })
      else queryClient.setQueryData(queryKey, changed)
    }
    const wait = () => {
      timer ??= setTimeout(catchUp, PAUSE_MS)
    }
    const stop = onHappened((event) => {
      if (event !== undefined && moduleId !== undefined && event.relationships['registry-module'].data.id !== moduleId) return
      const isWaiting = waiting.length > 0 || queryClient.isFetching({ queryKey, exact: true }) > 0
      const changed = isWaiting ? undefined : afterAnother(queryClient.getQueryData(queryKey), event)
      if (changed !== undefined) return void queryClient.setQueryData(queryKey, changed)
      waiting.push(event)
      wait()
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
    // The address is a new object in every rendering.
    // oxlint-disable-next-line react/exhaustive-deps -- the id of the module stands for it
  }, [moduleId])
  return query
}

/** @returns undefined when the server has to be asked */
function afterAnother(state: ImportState | undefined, event: ImportEvent | undefined): ImportState | undefined {
  return state === undefined || event === undefined ? undefined : afterEvent(state, event)
}
