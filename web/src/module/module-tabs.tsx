import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Directory } from '../api/modules.ts'
import { Loaded } from '../components/loaded.tsx'
import { formatNumber } from '../components/numbers.ts'
import { keepFacts } from './state/fragment.ts'
import type { PageState } from './state/page-state.ts'
import type { Tab } from './state/routes.ts'
import { Dependencies } from './tabs/dependencies.tsx'
import { Inputs } from './tabs/inputs.tsx'
import { Outputs } from './tabs/outputs.tsx'
import { Readme } from './tabs/readme.tsx'
import { Resources } from './tabs/resources.tsx'
import { Versions } from './tabs/versions.tsx'

interface TabContent {
  tab: Tab
  label: string
  count?: (directory: Directory) => number
  show: (props: { directory: Directory }) => React.ReactNode
}

const CONTENTS: readonly TabContent[] = [
  { tab: 'readme', label: 'Readme', show: Readme },
  { tab: 'inputs', label: 'Inputs', count: ({ inputs }) => inputs.length, show: Inputs },
  { tab: 'outputs', label: 'Outputs', count: ({ outputs }) => outputs.length, show: Outputs },
  {
    tab: 'dependencies',
    label: 'Dependencies',
    count: (directory) => directory.providers.length + directory['module-calls'].length,
    show: Dependencies,
  },
  { tab: 'resources', label: 'Resources', count: ({ resources }) => resources.length, show: Resources },
]

/** Each tab has an address. What an unpublished version lacks cannot be opened; a bar above says why. */
export function ModuleTabs({ page }: { page: PageState }) {
  const { tab = 'readme' } = useSearch({ strict: false })
  const navigate = useNavigate()
  const { details, directory, isPublished, path, version, summary } = page
  // While the version is on its way, the tab of the address is open.
  const isKnown = version.data !== undefined || version.isError || summary['latest-version'] === null
  const open = isPublished || !isKnown ? tab : 'versions'
  const { versions } = summary
  const list = useSelectedInView(open, directory !== undefined)
  const choose = (value: string | null) =>
    void navigate({ to: '.', search: value === 'readme' ? {} : { tab: value as Tab }, hash: keepFacts, resetScroll: false })
  return (
    <Tabs value={open} onChange={choose} className="tabs">
      <Tabs.List ref={list}>
        {CONTENTS.map(({ tab: value, label, count }) => (
          <Tabs.Tab key={value} value={value} disabled={isKnown && !isPublished}>
            {label}
            {directory && count !== undefined && <span className="tab-count">{formatNumber(count(directory))}</span>}
          </Tabs.Tab>
        ))}
        <Tabs.Tab value="versions">
          Versions<span className="tab-count">{formatNumber(versions.published + versions.failed + versions.unfinished)}</span>
        </Tabs.Tab>
      </Tabs.List>
      {CONTENTS.map(({ tab: value, label, show: Show }) => (
        <Tabs.Panel key={value} value={value} tabIndex={0}>
          <Loaded query={details} what={label} lines={8}>
            {() => (directory ? <Show directory={directory} /> : <NoDirectory path={path} />)}
          </Loaded>
        </Tabs.Panel>
      ))}
      <Tabs.Panel value="versions" tabIndex={0}>
        <Versions page={page} />
      </Tabs.Panel>
    </Tabs>
  )
}

/** Where the tabs do not fit, they scroll sideways. The page itself stays where it is. @param areCounted counts make tabs wider */
function useSelectedInView(selected: string, areCounted: boolean) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const tabs = list.current
    const tab = tabs?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')
    if (!tabs || !tab) return
    const start = tab.offsetLeft - tabs.offsetLeft
    const end = start + tab.offsetWidth
    if (start < tabs.scrollLeft) tabs.scrollLeft = start
    else if (end > tabs.scrollLeft + tabs.clientWidth) tabs.scrollLeft = end - tabs.clientWidth
  }, [selected, areCounted])
  return list
}

function NoDirectory({ path }: { path: string }) {
  return (
    <p className="panel padded">
      {path === '' ? 'This version was stored without an inspection.' : `This version has no directory ${path}, or it could not be read.`}
    </p>
  )
}
