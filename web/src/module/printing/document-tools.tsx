import { Link } from '@tanstack/react-router'
import { CopyButton } from '../../components/copy-button.tsx'
import type { PageState } from '../state/page-state.ts'
import { markdownOf } from './markdown.ts'

/** The ways to take README, inputs and outputs along as one document. */
export function DocumentTools({ page, source }: { page: PageState; source: string }) {
  const { address, path, directory, shown } = page
  if (!directory) return null
  const title = `${path === '' ? address.name : path} / ${address.provider} ${shown ?? ''}`
  return (
    <section className="panel padded" aria-labelledby="document">
      <h2 id="document">One document</h2>
      <p className="subtle">README, inputs and outputs.</p>
      <div className="actions">
        <CopyButton text={markdownOf({ title, source, directory })} what="as Markdown" isWhatShown />
        <Link to="." search={{ view: 'document' }} hash="">
          Print view
        </Link>
      </div>
    </section>
  )
}
