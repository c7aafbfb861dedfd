// The event stream of an organization, reopened for as long as it is wanted.
import type { ImportEvent } from '../api/managing/imports.ts'

export interface OrganizationStream {
  isOpen(): boolean
  close(): void
}

export interface StreamListener {
  /** An import went on; undefined when events may have been missed. */
  happened(event: ImportEvent | undefined): void
  stateChanged(isOpen: boolean): void
}

const KINDS = ['version', 'module', 'tag', 'sync']
const FIRST_RETRY_MS = 2000
const MAX_RETRY_MS = 60_000

/**
 * A browser reopens a stream that breaks, and asks for what it missed. It gives up when the server refuses, as a proxy does in
 * its place during a restart: then the stream is opened anew, and everything may have happened meanwhile.
 */
export function createOrganizationStream(organization: string, { happened, stateChanged }: StreamListener): OrganizationStream {
  const url = `/api/v2/organizations/${encodeURIComponent(organization)}/registry-modules/events`
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOpen = false
  let failures = 0
  let wasOpen = false

  const become = (state: boolean) => {
    if (state === isOpen) return
    isOpen = state
    stateChanged(state)
  }
  const open = () => {
    const opened = new EventSource(url)
    source = opened
    opened.addEventListener('open', () => {
      failures = 0
      become(true)
      if (wasOpen) happened(undefined)
      wasOpen = true
    })
    for (const kind of KINDS) opened.addEventListener(kind, ({ data }: MessageEvent<string>) => happened(JSON.parse(data) as ImportEvent))
    opened.addEventListener('error', () => {
      become(false)
      if (opened.readyState !== EventSource.CLOSED) return
      timer = setTimeout(open, Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS))
      failures += 1
    })
  }
  open()
  return {
    isOpen: () => isOpen,
    close() {
      clearTimeout(timer)
      source?.close()
    },
  }
}
