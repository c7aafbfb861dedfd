// Modules without a repository: private ones, whose versions are uploaded, and public ones, which have no versions here.
import { uniquely } from '../../database/index.ts'
import { type Clock, Invalid, type Problem } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import type { Subject } from '../../permissions/index.ts'
import { isModuleName } from '../../terraform/index.ts'
import { auditedModule } from '../changes/audited.ts'
import type { ModuleChanges } from '../changes/module-changes.ts'
import { setNoCode } from '../no-code/no-code-module-rows.ts'
import { addressProblems } from '../registry-module/address-problems.ts'
import { addressOf, type RegistryModule } from '../registry-module/registry-module.ts'
import { searchText } from '../registry-module/search-text.ts'
import { newModule } from './new-module.ts'

export interface UnconnectedModulesParts {
  clock: Clock
  organizations: Organizations
  changes: ModuleChanges
}

export interface ModuleRequest {
  name: string
  provider: string
  registryName?: string | undefined
  namespace?: string | undefined
  noCode?: boolean | undefined
}

const REGISTRY_NAME = '/data/attributes/registry-name'
const NAMESPACE = '/data/attributes/namespace'

export class UnconnectedModules {
  readonly #parts: UnconnectedModulesParts

  constructor(parts: UnconnectedModulesParts) {
    this.#parts = parts
  }

  /**
   * A public module is only recorded: the public registry is not contacted.
   * @throws Invalid when a name is wrong or taken
   */
  async create(subject: Subject, organizationName: string, request: ModuleRequest): Promise<RegistryModule> {
    const organization = await this.#parts.organizations.permitted(subject, 'manage-modules', organizationName)
    const { name, provider, noCode = false } = request
    const { registryName, namespace } = readRegistry(request, organization.name)
    const now = this.#parts.clock.now()
    const address = { namespace, name, provider }
    const module: RegistryModule = {
      ...newModule(organization, { name, provider }, now),
      registryName,
      namespace,
      // The public registry has its versions: there is nothing to set up.
      status: registryName === 'public' ? 'setup_complete' : 'pending',
      noCode,
      searchText: searchText({ ...address, description: '' }),
    }
    return await uniquely(
      () =>
        this.#parts.changes.together((transaction) =>
          transaction.create(module, async ({ tx }) => {
            if (noCode) await setNoCode(tx, module, true, now)
            return { subject, action: 'create', ...auditedModule(module, { no_code: noCode }) }
          }),
        ),
      () => new Invalid(`Module ${addressOf(address)} has already been published`, '/data/attributes/name'),
    )
  }
}

/** @throws Invalid with every problem found */
function readRegistry(
  { name, provider, registryName = 'private', namespace = '' }: ModuleRequest,
  organizationName: string,
): { registryName: RegistryModule['registryName']; namespace: string } {
  const problems: Problem[] = addressProblems({ name, provider })
  if (registryName === 'public') {
    if (namespace === '') problems.push({ detail: "Namespace can't be blank for public modules", pointer: NAMESPACE })
    else if (!isModuleName(namespace)) {
      problems.push({
        detail: `Namespace ${namespace} may contain only letters, digits, - and _, at most 64, and no - or _ at either end`,
        pointer: NAMESPACE,
      })
    }
  } else if (registryName !== 'private') {
    problems.push({ detail: `Registry name ${registryName} must be private or public`, pointer: REGISTRY_NAME })
  } else if (namespace !== '') {
    problems.push({ detail: 'Namespace cannot be set for private modules: it is the name of the organization', pointer: NAMESPACE })
  }
  if (problems.length > 0) throw new Invalid(problems)
  return registryName === 'public' ? { registryName, namespace } : { registryName: 'private', namespace: organizationName }
}
