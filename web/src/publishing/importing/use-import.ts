import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { outdate, queryClient } from '../../api/client/query-client.ts'
import { useSignal } from '../../api/client/signal.ts'
import { type ImportState, importQuery } from '../../api/managing/imports.ts'
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
    const ask = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        outdate({ queryKey })
      }, PAUSE_MS)
    }
    const stop = onHappened((event) => {
      if (event !== undefined && moduleId !== undefined && event.relationships['registry-module'].data.id !== moduleId) return
      const state = queryClient.getQueryData(queryKey)
      const changed = state === undefined || event === undefined ? undefined : afterEvent(state, event)
      if (changed === undefined) ask()
      else queryClient.setQueryData(queryKey, changed)
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
