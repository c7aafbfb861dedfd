import { useQuery } from '@tanstack/react-query'
import { readmeQuery } from '../../api/documents.ts'
import { isNotFound } from '../../api/failures.ts'
import { Loaded } from '../../components/loaded.tsx'
import { SafeHtml } from '../../components/safe-html.tsx'
import { Contents } from '../documents/contents.tsx'
import type { PageState } from '../state/page-state.ts'

export function Readme({ page: { address, path, shown = '' } }: { page: PageState }) {
  const readme = useQuery(readmeQuery(address, shown, path))
  if (isNotFound(readme.error)) return <p className="panel padded">There is no README here.</p>
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
