import type { UseQueryResult } from '@tanstack/react-query'
import type { TagPreview as Preview, PreviewedTag } from '../../api/publishing.ts'
import { Loaded } from '../../components/loaded.tsx'
import { counted, formatNumber } from '../../components/numbers.ts'
import { FirstTag } from '../../imports/first-tag.tsx'
import { asSentence } from '../repository/readiness.ts'

const SHOWN_AT_FIRST = 8

/** Which tags become versions, and why the others do not. */
export function TagPreview({ query, branch }: { query: UseQueryResult<Preview>; branch: string }) {
  return (
    <aside className="panel padded" aria-label="Preview">
      <h2>What becomes a version</h2>
      {branch === '' ? (
        <Loaded query={query} what="The preview of the tags">
          {(preview) => <Tags preview={preview} isOld={query.isPlaceholderData} />}
        </Loaded>
      ) : (
        <p>The head of {branch} becomes the first version. New commits alone create no versions.</p>
      )}
    </aside>
  )
}

function Tags({ preview, isOld }: { preview: Preview; isOld: boolean }) {
  const { tags, 'version-count': versions, 'other-count': others, 'searched-count': searched } = preview
  const becoming = tags.filter(({ decision }) => decision === 'pending')
  const ignored = tags.filter(({ decision }) => decision !== 'pending')
  return (
    <div className={isOld ? 'tag-preview old' : 'tag-preview'} aria-busy={isOld}>
      <p role="status">
        {counted(versions, 'tag')} {versions === 1 ? 'becomes a version' : 'become versions'}
        {others > 0 && `, ${formatNumber(others)} ${others === 1 ? 'does' : 'do'} not`}.
      </p>
      {versions === 0 && (
        <p>
          You can publish it all the same: its first version comes with its first release tag: <FirstTag />
        </p>
      )}
      <TagList tags={becoming.slice(0, SHOWN_AT_FIRST)} />
      {becoming.length > SHOWN_AT_FIRST && (
        <details>
          <summary>{formatNumber(versions - SHOWN_AT_FIRST)} older</summary>
          <TagList tags={becoming.slice(SHOWN_AT_FIRST)} />
        </details>
      )}
      {ignored.length > 0 && (
        <details open={versions === 0}>
          <summary>{counted(others, 'tag')} without a version</summary>
          <TagList tags={ignored} />
        </details>
      )}
      {searched > 0 && searched < versions && (
        <p className="subtle">
          Terrace looked for configuration in the newest {formatNumber(searched)}. The import looks into all of them.
        </p>
      )}
    </div>
  )
}

function TagList({ tags }: { tags: readonly PreviewedTag[] }) {
  if (tags.length === 0) return null
  return (
    <ul className="plain previewed">
      {tags.map(({ tag, version, decision, reason }) => (
        <li key={tag}>
          <code>{tag}</code>{' '}
          {decision === 'pending' ? <span className="muted">→ {version}</span> : <span className="subtle">{asSentence(reason)}</span>}
        </li>
      ))}
    </ul>
  )
}
