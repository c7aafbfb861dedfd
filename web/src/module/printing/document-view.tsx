import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Moment } from '../../components/moment.tsx'
import type { PageState } from '../state/page-state.ts'
import { Inputs } from '../tabs/inputs.tsx'
import { Outputs } from '../tabs/outputs.tsx'
import { Readme } from '../tabs/readme.tsx'

/** Everything that is worth printing, one after another. */
export function DocumentView({ page }: { page: PageState }) {
  const { details, directory, version } = page
  const published = version.data?.['published-at'] ?? null
  return (
    <div className="printed">
      <div className="actions screen-only">
        <Button onClick={() => window.print()}>Print</Button>
        <Link to="." search={{}}>
          Back to the tabs
        </Link>
      </div>
      <Facts
        of={[
          ['Version', version.data?.version],
          ['Published', published !== null && <Moment at={published} />],
        ]}
      />
      <Loaded query={details} what="The document" lines={10}>
        {() =>
          directory ? (
            <>
              <Part title="Readme">
                <Readme page={page} />
              </Part>
              <Part title="Inputs">
                <Inputs directory={directory} />
              </Part>
              {directory.outputs.length > 0 && <Outputs directory={directory} />}
            </>
          ) : (
            <p className="panel padded">This version has no such directory.</p>
          )
        }
      </Loaded>
    </div>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
