import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { HOST } from '../api/page-facts.ts'
import { Loaded } from '../components/loaded.tsx'
import { usePageTitle } from '../components/page-title.ts'
import { landingQuery } from './landing.ts'
import { recognize } from './recognize.ts'
import { placeOf } from './target.ts'

interface SourcePageProps {
  /** as it was pasted into the address */
  source: string
  org: string | undefined
}

/** Leads to the page of a module, in the organization where the reader can see it. */
export function SourcePage({ source, org }: SourcePageProps) {
  const mention = recognize(source, HOST)
  const landing = useQuery({ ...landingQuery(mention, org), retry: false })
  usePageTitle('Module')
  if (mention?.kind !== 'module') return <Nowhere note={`${source} is no address of a module.`} />
  return (
    <Loaded query={landing} what="The module">
      {({ target, note }) => (target === undefined ? <Nowhere note={note} /> : <Navigate {...placeOf(target)} replace />)}
    </Loaded>
  )
}

function Nowhere({ note }: { note: string }) {
  return (
    <div className="narrow">
      <h1>Not found, or you have no access</h1>
      <p>{note}</p>
      <p>
        <Link to="/organizations">Your organizations</Link>
      </p>
    </div>
  )
}
