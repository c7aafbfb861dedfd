import { useQuery } from '@tanstack/react-query'
import type { Asked } from '../addresses/module.ts'
import { useAsked } from '../addresses/module.ts'
import { isNotFound } from '../api/client/failures.ts'
import { summaryQuery } from '../api/modules.ts'
import { Loaded } from '../components/loaded.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { ModuleView } from './module-view.tsx'
import { NearModules } from './near-modules.tsx'
import { PublicModule } from './public-module.tsx'

/** A module at its newest or another version, one of its submodules, or an example. */
export function ModulePage() {
  const asked = useAsked()
  return asked === undefined ? <NotFound /> : <Found asked={asked} />
}

function Found({ asked }: { asked: Asked }) {
  const { address } = asked
  const summary = useQuery(summaryQuery(address))
  if (isNotFound(summary.error)) {
    return (
      <NotFound>
        <NearModules address={address} />
      </NotFound>
    )
  }
  return (
    <Loaded query={summary} what="The module" lines={10}>
      {(found) =>
        address.registry === 'public' ? <PublicModule address={address} /> : <ModuleView key={found.id} asked={asked} summary={found} />
      }
    </Loaded>
  )
}
