// What the palette offers: where a pasted text leads to, modules, pages and actions.
import { useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { HOST } from '../api/page-facts.ts'
import { searchQuery } from '../api/search.ts'
import { landingQuery } from './landing.ts'
import { forgetOpener, showKeys } from './opening.ts'
import { usePageActions } from './page-actions.ts'
import { FROM_ERROR, type Mention, type ModuleMention, recognize } from './recognize.ts'
import { nameOf, placeOf, type Target } from './target.ts'

export interface Item {
  id: string
  label: string
  /** what kind of thing it is */
  detail: string
  /** @returns whether it opens another dialog, which then has the focus */
  run: () => boolean | void
}

export interface Offer {
  items: readonly Item[]
  /** what was recognized in a pasted text */
  note: string
  isLoading: boolean
}

const MAX_MODULES = 8
/** Of the API. Whatever is longer says enough at its beginning. */
const MAX_SEARCHED = 500

/** @param text as typed or pasted @param settled the same when typing pauses */
export function useOffer(text: string, settled: string, org: string | undefined): Offer {
  const mention = recognize(text, HOST)
  const landing = useQuery({ ...landingQuery(mention, org), retry: false })
  const found = useModules(mention, settled, org)
  const others = useOthers(org)
  const go = useGo()
  const wanted = text.trim().toLowerCase()
  const matching = others.filter(({ label }) => wanted === '' || label.toLowerCase().includes(wanted))
  const target = landing.data?.target
  const landed = target === undefined ? [] : [{ id: 'landing', label: nameOf(target), detail: 'Recognized', run: () => go(target) }]
  const page = mention?.kind === 'page' ? [{ id: 'page', label: mention.path, detail: 'Page', run: () => go(mention.path) }] : []
  const failing = mention?.kind === 'module' && mention.from === FROM_ERROR ? addressOfDiagnosis(mention) : undefined
  const diagnosed = failing === undefined ? [] : [{ id: 'diagnose', label: 'Diagnose this error', detail: 'Page', run: () => go(failing) }]
  return {
    items: [...page, ...landed, ...diagnosed, ...found.items, ...(mention === undefined ? matching : [])],
    note: noteOf(mention, landing.data?.note ?? landing.error?.message ?? found.note),
    isLoading: landing.isFetching || found.isLoading || text.trim() !== settled.trim(),
  }
}

/** With the fields filled, as far as the error tells. */
function addressOfDiagnosis({ host, namespace, name, provider, constraint }: ModuleMention): string {
  const source = `${host === '' ? HOST : host}/${namespace}/${name}/${provider}`
  return `/settings/diagnose?${new URLSearchParams({ source, ...(/^\d+\.\d+\.\d+/.test(constraint) && { version: constraint }) })}`
}

function noteOf(mention: Mention | undefined, landingNote: string): string {
  if (mention?.kind === 'page') return 'An address of this interface.'
  if (mention?.kind === 'other') return `${mention.what}: ${mention.text}`
  if (mention?.kind === 'call') return `An error of the command line about the call ${mention.name}, without the address of its module.`
  return landingNote
}

const NOTHING_FOUND = { items: [], isLoading: false, note: '' }

function useModules(mention: Mention | undefined, settled: string, org: string | undefined) {
  const go = useGo()
  const asked = mention === undefined ? settled : mention.kind === 'call' ? mention.name : ''
  const q = asked.trim().slice(0, MAX_SEARCHED).toWellFormed()
  const { data, isFetching, error } = useQuery({ ...searchQuery(org ?? '', { q }), enabled: org !== undefined && q !== '' })
  if (q === '' || org === undefined) return NOTHING_FOUND
  // The modules of the text before stay while others load, and not where they cannot.
  if (data === undefined || error !== null) return { ...NOTHING_FOUND, isLoading: isFetching, note: error?.message ?? '' }
  const items = data.data.slice(0, MAX_MODULES).map(({ id, attributes }): Item => {
    const { namespace, name, provider, 'registry-name': registry } = attributes
    const target = { org, registry, namespace, name, provider, path: '', version: undefined }
    return { id, label: nameOf(target), detail: attributes['latest-version'] ?? 'Module', run: () => go(target) }
  })
  return { items, isLoading: isFetching, note: '' }
}

/** To a module, or an address below `/app`. */
function useGo(): (to: Target | string) => void {
  const router = useRouter()
  return (to) => {
    forgetOpener()
    if (typeof to === 'string') router.history.push(`/app${to}`)
    else void router.navigate(placeOf(to))
  }
}

function useOthers(org: string | undefined): Item[] {
  const go = useGo()
  const { setColorScheme } = useMantineColorScheme()
  const actions = usePageActions().map(({ label, run }): Item => ({ id: `action-${label}`, label, detail: 'Action', run }))
  const pages: [string, string][] = [
    ...(org === undefined
      ? []
      : ([
          ['Modules', `/${org}/registry/private/modules`],
          ['Publish a module', `/${org}/registry/modules/add`],
          ['Settings', `/${org}/settings`],
        ] satisfies [string, string][])),
    ['Your organizations', '/organizations'],
    ['Diagnose an installation', '/settings/diagnose'],
    ['New organization', '/organizations/new'],
    ['Your browsers', '/settings/sessions'],
  ]
  // The server renders these.
  const own: [string, string][] = [
    ['Your tokens', 'tokens'],
    ['Your memberships', 'memberships'],
    ['Your password', 'password'],
  ]
  return [
    ...actions,
    ...pages.map(([label, path]): Item => ({ id: `page-${label}`, label, detail: 'Page', run: () => go(path) })),
    ...own.map(
      ([label, path]): Item => ({ id: `page-${label}`, label, detail: 'Page', run: () => location.assign(`/app/settings/${path}`) }),
    ),
    ...(['light', 'dark'] as const).map(
      (scheme): Item => ({ id: `theme-${scheme}`, label: `Theme: ${scheme}`, detail: 'Action', run: () => setColorScheme(scheme) }),
    ),
    { id: 'theme-auto', label: 'Theme: as the system', detail: 'Action', run: () => setColorScheme('auto') },
    {
      id: 'keys',
      label: 'Keys',
      detail: 'Help',
      run: () => {
        showKeys()
        return true
      },
    },
  ]
}
