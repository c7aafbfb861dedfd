import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { EXAMPLE, MODULE, paramsOf, SUBMODULE } from '../addresses/module.ts'
import { type Directory, type ListedDirectory, type ModuleAddress, type ModuleVersion, moduleQuery } from '../api/modules.ts'
import { Facts } from '../components/facts.tsx'
import { Moment } from '../components/moment.tsx'
import { formatBytes, formatNumber } from '../components/numbers.ts'
import { shortCommit } from '../imports/short-commit.ts'
import { DownloadWeeks } from './download-weeks.tsx'
import type { PageState } from './state/page-state.ts'

/** Facts about the version, and the way to its other directories. */
export function Aside({ page }: { page: PageState }) {
  const {
    version: { data: version },
    directories,
    directory,
    path,
    address,
  } = page
  const { data: module } = useQuery(moduleQuery(address))
  const repository = module?.attributes['vcs-repo'] ?? null
  return (
    <>
      {version !== undefined && (
        <section className="panel padded" aria-labelledby="about">
          <h2 id="about">About {version.version}</h2>
          <Facts
            of={[
              ['Published', version['published-at'] !== null && <Moment at={version['published-at']} />],
              ['Repository', repository !== null && <Repository {...repository} />],
              ['Tag', version.tag !== null && <code>{version.tag}</code>],
              ['Branch', version.branch !== null && <code>{version.branch}</code>],
              ['Commit', version['commit-sha'] !== null && <code title={version['commit-sha']}>{shortCommit(version['commit-sha'])}</code>],
              ['Terraform', terraformOf(page)],
              ['Providers', directory && directory.providers.length > 0 && <Providers directory={directory} />],
              ['Downloads', <Downloads key="downloads" of={version.downloads} address={address} />],
              ['Archive', version['archive-size'] !== null && formatBytes(version['archive-size'])],
              ['Checksum', checksum(version)],
            ]}
          />
        </section>
      )}
      {directories.data !== undefined && <Directories page={page} all={directories.data} path={path} />}
    </>
  )
}

/** The versions that run it, when the author says which. */
function terraformOf({ directories, path }: PageState) {
  const required = directories.data?.find((directory) => directory.path === path)?.['required-versions'] ?? []
  return required.length > 0 && <code>{required.map(({ constraint }) => constraint).join(', ')}</code>
}

function Downloads({ of, address }: { of: number; address: ModuleAddress }) {
  return (
    <>
      {formatNumber(of)} of this version
      <DownloadWeeks address={address} />
    </>
  )
}

function checksum(version: ModuleVersion) {
  const value = version['archive-checksum']
  return value === null ? null : <code className="checksum">{value}</code>
}

function Repository({
  'display-identifier': name,
  'repository-http-url': url,
}: {
  'display-identifier': string
  'repository-http-url': string | null
}) {
  return url !== null && /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer">
      {name}
    </a>
  ) : (
    name
  )
}

function Providers({ directory: { providers } }: { directory: Directory }) {
  return (
    <ul className="plain">
      {providers.map(({ name, version }) => (
        <li key={name}>
          <code>
            {name} {version}
          </code>
        </li>
      ))}
    </ul>
  )
}

function Directories({ page: { address, shown = '' }, all, path }: { page: PageState; all: readonly ListedDirectory[]; path: string }) {
  const params = { ...paramsOf(address), version: shown }
  const [submodules, examples] = (['submodule', 'example'] as const).map((wanted) => all.filter(({ kind }) => kind === wanted)) as [
    ListedDirectory[],
    ListedDirectory[],
  ]
  if (submodules.length + examples.length === 0) return null
  return (
    <section className="panel padded" aria-labelledby="directories">
      <h2 id="directories">In this package</h2>
      {path !== '' && (
        <p>
          <Link to={`${MODULE}/$version`} params={params}>
            The module itself
          </Link>
        </p>
      )}
      <List
        title="Submodules"
        directories={submodules}
        link={(splat) => <DirectoryLink to={SUBMODULE} params={{ ...params, _splat: splat }} />}
      />
      <List
        title="Examples"
        directories={examples}
        link={(splat) => <DirectoryLink to={EXAMPLE} params={{ ...params, _splat: splat }} />}
      />
    </section>
  )
}

interface DirectoryLinkProps {
  to: typeof SUBMODULE | typeof EXAMPLE
  params: { org: string; registry: string; namespace: string; name: string; provider: string; version: string; _splat: string }
}

function DirectoryLink({ to, params }: DirectoryLinkProps) {
  return (
    <Link to={to} params={params}>
      <code>{params._splat}</code>
    </Link>
  )
}

function List({
  title,
  directories,
  link,
}: {
  title: string
  directories: readonly ListedDirectory[]
  link: (path: string) => React.ReactNode
}) {
  if (directories.length === 0) return null
  return (
    <details open={directories.length <= 8}>
      <summary>
        {title} <span className="muted">{directories.length}</span>
      </summary>
      <ul className="plain">
        {directories.map(({ path }) => (
          <li key={path}>{link(path)}</li>
        ))}
      </ul>
    </details>
  )
}
