import type { Scope } from '../../api/managing/changes.ts'
import type { ModuleAddress } from '../../api/modules.ts'

/** The act as its button has it, and what is said once it is done. */
export function deletionWords(scope: Scope, { name, provider }: ModuleAddress, version = ''): { action: string; done: string } {
  switch (scope) {
    case 'version':
      return { action: `Delete version ${version}`, done: `Version ${version} is deleted.` }
    case 'provider':
      return { action: `Delete ${name}/${provider}`, done: `${name}/${provider} is deleted.` }
    case 'name':
      return { action: `Delete ${name} for all providers`, done: `${name} is deleted for all providers.` }
  }
}
