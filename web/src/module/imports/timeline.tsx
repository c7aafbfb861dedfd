import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { IMPORTS } from '../../addresses/module.ts'
import { type EventKind, eventsQuery, type ImportEvent } from '../../api/managing/imports.ts'
import type { ModuleResource } from '../../api/modules.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import { Pager } from '../../navigation/pager.tsx'
import { KINDS } from './imports-search.ts'
import { statusWords } from './words.ts'

const LABELS: Record<EventKind, string> = {
  sync: 'Syncs of the repository',
  tag: 'Decisions on tags',
  version: 'Imports of versions',
  delivery: 'Deliveries of the webhook',
  module: 'States of the module',
}

/** What happened, the newest first. */
export function Timeline({ module: { id } }: { module: ModuleResource }) {
  const { kind, events: page = 1 } = useSearch({ from: IMPORTS })
  const navigate = useNavigate({ from: IMPORTS })
  const events = useQuery(eventsQuery(id, kind, page))
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <div className="tab-filter">
        <NativeSelect
          label="Show"
          data={[{ value: '', label: 'Everything' }, ...KINDS.map((value) => ({ value, label: LABELS[value] }))]}
          value={kind ?? ''}
          onChange={({ currentTarget: { value } }) =>
            void navigate({
              search: ({ kind: _kind, events: _events, ...others }) => ({
                ...others,
                ...(value !== '' && { kind: value as EventKind }),
              }),
              resetScroll: false,
            })
          }
        />
      </div>
      <Loaded query={events} what="The timeline" lines={8}>
        {({ data, meta: { pagination } }) =>
          pagination['total-count'] === 0 ? (
            <p className="panel padded">Nothing happened{kind === undefined ? ' yet' : ' of this kind'}.</p>
          ) : (
            <>
              <ol className="items panel">
                {data.map(({ id: eventId, attributes }) => (
                  <EventItem key={eventId} event={attributes} />
                ))}
              </ol>
              <Pager
                what="the timeline"
                current={pagination['current-page']}
                total={pagination['total-pages']}
                onChange={(next) => void navigate({ search: (before) => ({ ...before, events: next }), resetScroll: false })}
              />
            </>
          )
        }
      </Loaded>
    </section>
  )
}

function EventItem({ event }: { event: ImportEvent['attributes'] }) {
  const { kind, status, version, message, detail, 'recorded-at': at, 'duration-ms': duration } = event
  const { tag } = detail
  const about = typeof tag === 'string' ? tag : version
  return (
    <li className="event">
      <span className="subtle">
        <Moment at={at} />
      </span>
      <span>
        {NOUNS[kind]} {about && <code>{about}</code>} <strong>{statusWords(kind, status)}</strong>
        {duration !== null && <span className="subtle"> in {seconds(duration)}</span>}
        {message !== null && <span className="event-message">{message}</span>}
      </span>
    </li>
  )
}

const NOUNS: Record<EventKind, string> = { sync: 'Sync', tag: 'Tag', version: 'Version', delivery: 'Delivery', module: 'Module' }

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}
