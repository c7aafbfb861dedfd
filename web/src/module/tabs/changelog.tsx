import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { changelogQuery, filesQuery } from '../../api/documents.ts'
import { Failure } from '../../components/failure.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SafeHtml } from '../../components/safe-html.tsx'
import { sectionOf } from '../documents/sections.ts'
import type { PageState } from '../state/page-state.ts'
import { Commits } from './commits.tsx'

/** The names that the server knows. */
const CHANGELOG = /^(?:changelog(?:\.(?:md|markdown|txt))?|changes(?:\.md)?|history\.md)$/i

/** What the tag says, what the file does, and what was committed. */
export function Changelog({ page }: { page: PageState }) {
  const { tag = null, 'tag-message': message = null } = page.version.data ?? {}
  return (
    <>
      {tag !== null && message !== null && message.trim() !== tag && (
        <section className="panel padded">
          <h2>
            What the tag <code>{tag}</code> says
          </h2>
          <p className="tag-message">{message}</p>
        </section>
      )}
      <FromFile page={page} />
      <Commits page={page} />
    </>
  )
}

function FromFile({ page: { address, shown = '' } }: { page: PageState }) {
  const files = useQuery(filesQuery(address, shown))
  const has = files.data?.some(({ path }) => CHANGELOG.test(path))
  const changelog = useQuery({ ...changelogQuery(address, shown), enabled: has === true })
  if (files.isError) return <Failure what="The changelog" error={files.error} onRetry={() => void files.refetch()} />
  if (has === false) return <p className="panel padded">{shown} has no changelog. A file CHANGELOG.md would be shown here.</p>
  return (
    <Loaded query={changelog} what="The changelog" lines={8}>
      {(html) => <Shown html={html} version={shown} />}
    </Loaded>
  )
}

/** What this version changed, with everything else below. */
function Shown({ html, version }: { html: string; version: string }) {
  const section = useMemo(() => sectionOf(html, version), [html, version])
  return (
    <>
      <section className="panel padded">
        <h2>What {version} changed</h2>
        {section === undefined ? (
          <p className="subtle">The changelog has no section for {version}.</p>
        ) : (
          <SafeHtml html={section} className="document" />
        )}
      </section>
      <details className="panel padded" open={section === undefined}>
        <summary>The whole changelog</summary>
        <SafeHtml html={html} className="document" />
      </details>
    </>
  )
}
