import { useQuery } from '@tanstack/react-query'
import { isNotFound } from '../api/failures.ts'
import { moduleQuery } from '../api/modules.ts'
import { Loaded } from '../components/loaded.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { ModuleView } from './module-view.tsx'
import { NearModules } from './near-modules.tsx'
import { PublicModule } from './public-module.tsx'
import { type Shown, useShown } from './routes.ts'

/** A module at its newest or another version, one of its submodules, or an example. */
export function ModulePage() {
  const shown = useShown()
  return shown === undefined ? <NotFound /> : <Found {...shown} />
}

function Found({ address, asked, path }: Shown) {
  const module = useQuery(moduleQuery(address))
  if (isNotFound(module.error)) {
    return (
      <NotFound>
        <NearModules address={address} />
      </NotFound>
    )
  }
  return (
    <Loaded query={module} what="The module" lines={10}>
      {(found) =>
        address.registry === 'public' ? (
          <PublicModule address={address} />
        ) : (
          <ModuleView key={found.id} address={address} module={found} asked={asked} path={path} />
        )
      }
    </Loaded>
  )
}
