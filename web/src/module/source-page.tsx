import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { parseLines } from '../addresses/line-range.ts'
import type { Asked } from '../addresses/module.ts'
import { paramsOf, useAsked, VERSION } from '../addresses/module.ts'
import { isNotFound } from '../api/client/failures.ts'
import { filesQuery, sourceQuery } from '../api/documents.ts'
import { moduleQuery, summaryQuery, versionQuery } from '../api/modules.ts'
import { Bar } from '../components/bar.tsx'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { FailureReason } from '../imports/failure-reason.tsx'
import { hostAddress } from '../imports/host-address.ts'
import { isFailed } from '../imports/states.ts'
import { NotFound } from '../shell/not-found.tsx'
import { Heading } from './heading.tsx'
import { FileTree } from './source/file-tree.tsx'
import { FileView } from './source/file-view.tsx'
import { shownName } from './source/shown-name.ts'

/** The files of a version, beside one of them. */
export function SourcePage() {
  const asked = useAsked()
  return asked === undefined ? <NotFound /> : <Found asked={asked} />
}

function Found({ asked: { address, asked, path } }: { asked: Asked }) {
  const summary = useQuery({ ...summaryQuery(address), enabled: asked === undefined })
  const version = asked ?? summary.data?.attributes['latest-version'] ?? undefined
  const files = useQuery({ ...filesQuery(address, version ?? ''), enabled: version !== undefined })
  usePageTitle(path === '' ? 'Source' : shownName(path), [address.name, version].filter(Boolean).join(' '), address.organization)
  if (isNotFound(files.error) || isNotFound(summary.error)) return <NotFound />
  return (
    <>
      <Heading address={address} tools={version !== undefined && <ToModule address={address} version={version} />} />
      {version !== undefined && <WhyFailed address={address} version={version} />}
      <Loaded query={files} what="The list of files" lines={10}>
        {(list) => <Browser address={address} version={version ?? ''} path={path} paths={list.map((file) => file.path)} />}
      </Loaded>
    </>
  )
}

interface AtVersion {
  address: Asked['address']
  version: string
}

function ToModule({ address, version }: AtVersion) {
  return (
    <Link to={VERSION} params={{ ...paramsOf(address), version }}>
      Back to {address.name} {version}
    </Link>
  )
}

/** Files of a version that clients cannot get are not mistaken for a published one. */
function WhyFailed({ address, version }: AtVersion) {
  const { data: facts } = useQuery(versionQuery(address, version))
  return (
    <div className="bars">
      {facts !== undefined && isFailed(facts.status) && (
        <Bar meaning="danger">
          <strong>{version} could not be imported.</strong> <FailureReason address={address} version={facts} />
        </Bar>
      )}
    </div>
  )
}

function Browser({ address, version, path, paths }: AtVersion & { path: string; paths: readonly string[] }) {
  const isFile = paths.includes(path)
  const isDirectory = path === '' || paths.some((each) => each.startsWith(`${path}/`))
  // Inside of a directory, so that its content is shown.
  const current = isDirectory && path !== '' ? `${path}/` : path
  return (
    <div className="source-grid">
      <nav aria-label="Source" className="panel">
        <FileTree address={address} version={version} paths={paths} current={current} />
      </nav>
      {isFile && <File address={address} version={version} path={path} />}
      {!isFile && isDirectory && <p className="panel padded">Choose a file{path === '' ? '' : ` of ${shownName(path)}`}.</p>}
      {!isFile && !isDirectory && (
        <p className="panel padded">
          Version {version} has no file <code>{shownName(path)}</code>.
        </p>
      )}
    </div>
  )
}

function File({ address, version, path }: AtVersion & { path: string }) {
  const file = useQuery(sourceQuery(address, version, path))
  const module = useQuery(moduleQuery(address))
  const facts = useQuery(versionQuery(address, version))
  const range = parseLines(useLocation({ select: ({ hash }) => hash }))
  const repository = module.data?.attributes['vcs-repo'] ?? null
  const atHost = facts.data && hostAddress(repository, facts.data, path, range)
  return (
    <Loaded query={file} what={shownName(path)} lines={12}>
      {(found) => <FileView key={path} address={address} version={version} file={found} range={range} atHost={atHost} />}
    </Loaded>
  )
}
