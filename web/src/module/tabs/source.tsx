import { useQuery } from '@tanstack/react-query'
import { filesQuery } from '../../api/documents.ts'
import { Loaded } from '../../components/loaded.tsx'
import { counted } from '../../components/numbers.ts'
import { FileTree } from '../source/file-tree.tsx'
import type { PageState } from '../state/page-state.ts'

/** The files of the version, each with a page. */
export function Source({ page: { address, path, shown = '' } }: { page: PageState }) {
  const files = useQuery(filesQuery(address, shown))
  return (
    <Loaded query={files} what="The list of files" lines={8}>
      {(list) => (
        <section>
          <h2>
            Files <span className="muted">{counted(list.length, 'file')}</span>
          </h2>
          <div className="panel">
            <FileTree address={address} version={shown} paths={list.map((file) => file.path)} current={path === '' ? '' : `${path}/`} />
          </div>
        </section>
      )}
    </Loaded>
  )
}
