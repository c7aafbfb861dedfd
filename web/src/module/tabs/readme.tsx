import { useQuery } from '@tanstack/react-query'
import { filesQuery, readmeQuery } from '../../api/documents.ts'
import { Failure } from '../../components/failure.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SafeHtml } from '../../components/safe-html.tsx'
import { Contents } from '../documents/contents.tsx'
import type { PageState } from '../state/page-state.ts'

export function Readme({ page: { address, path, shown = '' } }: { page: PageState }) {
  const files = useQuery(filesQuery(address, shown))
  const has = files.data?.some((file) => isReadme(file.path, path))
  const readme = useQuery({ ...readmeQuery(address, shown, path), enabled: has === true })
  if (files.isError) return <Failure what="The README" error={files.error} onRetry={() => void files.refetch()} />
  if (has === false) return <p className="panel padded">There is no README here.</p>
  return (
    <Loaded query={readme} what="The README" lines={8}>
      {(html) => (
        <div className="panel padded">
          <Contents html={html} />
          <SafeHtml html={html} className="document" />
        </div>
      )}
    </Loaded>
  )
}

function isReadme(file: string, directory: string): boolean {
  const slash = file.lastIndexOf('/')
  return file.slice(0, Math.max(slash, 0)) === directory && /^readme(?:\.(?:md|markdown|txt))?$/i.test(file.slice(slash + 1))
}
