import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Asked } from '../addresses/module.ts'
import type { Directory, ModuleSummary } from '../api/modules.ts'
import { HOST } from '../api/page-facts.ts'
import { Chip } from '../components/chip.tsx'
import { CopyButton } from '../components/copy-button.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { useSingleKey } from '../palette/single-keys.ts'
import { Aside } from './aside.tsx'
import { Bars } from './bars.tsx'
import { ExamplePanel } from './example/example-panel.tsx'
import { Heading } from './heading.tsx'
import { ModuleTabs } from './module-tabs.tsx'
import { DocumentTools } from './printing/document-tools.tsx'
import { DocumentView } from './printing/document-view.tsx'
import { anchored } from './state/fragment.ts'
import { type PageState, usePageState } from './state/page-state.ts'
import { UsagePanel } from './usage/usage-panel.tsx'
import { VersionSelect } from './version-select.tsx'

export function ModuleView({ asked, summary }: { asked: Asked; summary: ModuleSummary }) {
  const page = usePageState(asked, summary)
  const { address, path, shown } = page
  const navigate = useNavigate()
  useSingleKey('.', () => void navigate({ to: '.', search: { tab: 'source' }, resetScroll: false }))
  usePageTitle([path === '' ? address.name : path, shown].filter(Boolean).join(' '), address.organization)
  const { view } = useSearch({ strict: false })
  const source = sourceOf(page)
  const { description } = summary.attributes
  return (
    <>
      <Heading address={address} path={path} chips={<Chips page={page} />} tools={<Tools page={page} />} />
      {path === '' && description !== '' && <p className="description">{description}</p>}
      <p className="source-line">
        <code>{source}</code> <CopyButton text={source} what="source address" />
        {view === undefined && page.directory && !page.version.data?.revocation && <ToUsage />}
      </p>
      <Bars page={page} />
      {view === 'document' ? <DocumentView page={page} /> : <Parts page={page} source={source} />}
    </>
  )
}

/** Not needed to read the page, and fetched beside it. */
const ManageMenu = lazy(async () => ({ default: (await import('./managing/manage-menu.tsx')).ManageMenu }))

function Tools({ page }: { page: PageState }) {
  return (
    <>
      {page.shown !== undefined && <VersionSelect page={page} />}
      <Suspense>
        <ManageMenu page={page} />
      </Suspense>
    </>
  )
}

function ToUsage() {
  return (
    <Link to="." search={(before) => before} hash={anchored('usage')} resetScroll={false} className="to-usage">
      Use this module
    </Link>
  )
}

function Parts({ page, source }: { page: PageState; source: string }) {
  const { directory } = page
  return (
    <div className="module-grid">
      <ModuleTabs page={page} />
      <div className="aside">
        {directory && <Usage page={page} directory={directory} source={source} />}
        <Aside page={page} />
        <DocumentTools page={page} source={source} />
      </div>
    </div>
  )
}

/** What nobody can install any more is not offered: a bar says so, and what replaces it. */
function Usage({ page, directory, source }: { page: PageState; directory: Directory; source: string }) {
  const { address, path, isExample, version } = page
  if (version.data?.revocation) return null
  const shown = directory.version
  if (isExample) return <ExamplePanel address={address} version={shown} path={path} source={sourceOf({ ...page, path: '' })} />
  return <UsagePanel key={shown} name={nameOf(page)} source={source} version={shown} inputs={directory.inputs} />
}

function Chips({ page: { address, summary, owner, shown, latest } }: { page: PageState }) {
  return (
    <>
      {shown !== undefined && shown === latest && <Chip meaning="ok">Latest</Chip>}
      {summary['no-code'] && <Chip>No-code</Chip>}
      {owner !== address.organization && <Chip meaning="info">Shared by {owner}</Chip>}
    </>
  )
}

function sourceOf({ address: { namespace, name, provider }, path }: PageState): string {
  return `${HOST}/${namespace}/${name}/${provider}${path === '' ? '' : `//${path}`}`
}

/** What the block of a submodule is called by: the last part of its path. */
function nameOf({ address, path }: PageState): string {
  return path.split('/').at(-1) || address.name
}
