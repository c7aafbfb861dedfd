import type { Directory } from '../../api/modules.ts'

/** As text: nothing in it can run, or load anything from elsewhere. */
export function Readme({ directory: { readme } }: { directory: Directory }) {
  if (readme.trim() === '') return <p className="panel padded">There is no README here.</p>
  return <div className="panel padded readme">{readme}</div>
}
