import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Tab } from '../addresses/module.ts'
import type { Directory } from '../api/modules.ts'
import { Loaded } from '../components/loaded.tsx'
import { formatNumber } from '../components/numbers.ts'
import { Skeleton } from '../components/skeleton.tsx'
import { keepFacts } from './state/fragment.ts'
import type { PageState } from './state/page-state.ts'
import { HasBlock, ShownVersion } from './state/shown-version.ts'
import { Changelog } from './tabs/changelog.tsx'
import { Dependencies } from './tabs/dependencies.tsx'
import { Inputs } from './tabs/inputs.tsx'
import { Outputs } from './tabs/outputs.tsx'
import { Readme } from './tabs/readme.tsx'
import { Resources } from './tabs/resources.tsx'
import { Source } from './tabs/source.tsx'
import { Versions } from './tabs/versions.tsx'

interface TabContent {
  tab: Tab
  label: string
  count?: (directory: Directory) => number
  show: (props: { directory: Directory; page: PageState }) => React.ReactNode
}

interface ArchiveTab {
  tab: Tab
  label: string
  show: (props: { page: PageState }) => React.ReactNode
}

const CONTENTS: readonly TabContent[] = [
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

/** They need the files of the version, and no inspection. */
const README: ArchiveTab = { tab: 'readme', label: 'Readme', show: Readme }
const SOURCE: ArchiveTab = { tab: 'source', label: 'Source', show: Source }
const CHANGELOG: ArchiveTab = { tab: 'changelog', label: 'Changelog', show: Changelog }

/** Each tab has an address. What an unpublished version lacks cannot be opened; a bar above says why. A failed one may have its source. */
export function ModuleTabs({ page }: { page: PageState }) {
  const { tab = 'readme' } = useSearch({ strict: false })
  const navigate = useNavigate()
  const { details, directory, hasFiles, isPublished, path, shown, version, summary } = page
  // While the version is on its way, the tab of the address is open.
  const isKnown = version.data !== undefined || version.isError || summary['latest-version'] === null
  const isOpen = isPublished || !isKnown || (tab === SOURCE.tab && hasFiles)
  const open = isOpen ? tab : 'versions'
  const { versions } = summary
  const choose = (value: string | null) =>
    void navigate({ to: '.', search: value === 'readme' ? {} : { tab: value as Tab }, hash: keepFacts, resetScroll: false })
  const isClosed = isKnown && !isPublished
  // On the way to another version, what the former has stays: the next one may have none of it.
  const known = version.isPlaceholderData ? { ...page, shown: version.data?.version } : page
  const ofArchive = ({ tab: value, label }: ArchiveTab) => (
    <Tabs.Tab value={value} disabled={isClosed && !(value === SOURCE.tab && hasFiles)}>
      {label}
    </Tabs.Tab>
  )
  return (
    <Tabs value={open} onChange={choose} className="tabs">
      <Tabs.List>
        {ofArchive(README)}
        {CONTENTS.map(({ tab: value, label, count }) => (
          <Tabs.Tab key={value} value={value} disabled={isClosed}>
            {label} {directory && count !== undefined && <span className="tab-count">{formatNumber(count(directory))}</span>}
          </Tabs.Tab>
        ))}
        {ofArchive(SOURCE)}
        <Tabs.Tab value="versions">
          Versions <span className="tab-count">{formatNumber(versions.published + versions.failed + versions.unfinished)}</span>
        </Tabs.Tab>
        {ofArchive(CHANGELOG)}
      </Tabs.List>
      {[README, SOURCE, CHANGELOG].map(({ tab: value, show: Show }) => (
        <Tabs.Panel key={value} value={value} tabIndex={0}>
          {shown === undefined || !(value === SOURCE.tab ? hasFiles : isPublished) ? <Skeleton lines={8} /> : <Show page={known} />}
        </Tabs.Panel>
      ))}
      {CONTENTS.map(({ tab: value, label, show: Show }) => (
        <Tabs.Panel key={value} value={value} tabIndex={0}>
          <Loaded query={details} what={label} lines={8}>
            {() =>
              directory ? (
                <ShownVersion value={directory.version}>
                  <HasBlock value={page.hasBlock}>
                    <Show directory={directory} page={page} />
                  </HasBlock>
                </ShownVersion>
              ) : (
                <NoDirectory path={path} />
              )
            }
          </Loaded>
        </Tabs.Panel>
      ))}
      <Tabs.Panel value="versions" tabIndex={0}>
        <Versions page={page} />
      </Tabs.Panel>
    </Tabs>
  )
}

function NoDirectory({ path }: { path: string }) {
  return (
    <p className="panel padded">
      {path === '' ? 'This version was stored without an inspection.' : `This version has no directory ${path}, or it could not be read.`}
    </p>
  )
}
