// Enabling a module for no-code provisioning, pinning its version, and limiting the values of its variables.
import type { AuditEntry } from '../../audit-trail/index.ts'
import type { Database } from '../../database/index.ts'
import { Invalid, type NoCodeModuleId, NotFound, newId, type Problem, type RegistryModuleId, Unauthenticated } from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import type { Input, PackageInspection } from '../../terraform/index.ts'
import type { ModuleChanges, ModuleUnderChange } from '../changes/module-changes.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { moduleById } from '../registry-module/module-rows.ts'
import { versionByNumber } from '../registry-module/version-rows.ts'
import type { NoCodeModule, NoCodeModuleWithOptions, VariableOption } from './no-code-module.ts'
import { noCodeModuleById, noCodeModulesOf, replaceVariableOptions, setNoCode, updateNoCodeModule } from './no-code-module-rows.ts'

export interface NoCodeModulesParts {
  database: Database
  organizations: Organizations
  changes: ModuleChanges
}

export interface VariableOptionRequest {
  /** of an existing option to replace */
  id?: string | undefined
  variableName: string
  variableType: string
  options: readonly string[]
}

/** Absent members stay as they are. */
export interface NoCodeModuleRequest {
  enabled?: boolean | undefined
  /** empty for the latest version */
  versionPin?: string | undefined
  variableOptions?: readonly VariableOptionRequest[] | undefined
}

/** A variable of the module, and the values to choose from. */
export interface ModuleVariable {
  input: Input
  options: readonly string[]
}

/** go-tfe's tests compare this text. */
const NO_SUCH_PIN =
  'Validation failed: Provided version pin is not equal to latest or provided string does not represent an existing version of the module.'
const VERSION_PIN = '/data/attributes/version-pin'
const OPTIONS = '/data/relationships/variable-options/data'
const MAX_OPTIONS = 200

export class NoCodeModules {
  readonly #parts: NoCodeModulesParts

  constructor(parts: NoCodeModulesParts) {
    this.#parts = parts
  }

  /** A module has at most one no-code module: creating it again updates the existing one. */
  async create(
    subject: Subject,
    organizationName: string,
    moduleId: RegistryModuleId,
    request: NoCodeModuleRequest,
  ): Promise<NoCodeModuleWithOptions> {
    const organization = await this.#parts.organizations.permitted(subject, 'manage-modules', organizationName)
    const module = await moduleById(this.#parts.database.queries, moduleId)
    if (module?.organizationId !== organization.id) throw new NotFound(`module ${moduleId} not found`)
    await this.#check(moduleId, request)
    return this.#save(subject, 'create', moduleId, async ({ tx, now }) => {
      await setNoCode(tx, module, true, now)
      const [current] = await noCodeModulesOf(tx, [moduleId])
      return { current, request: { enabled: true, versionPin: '', ...withoutUndefined(request) } }
    })
  }

  /** Only the module's own organization may read it, even if the module is shared. */
  async read(subject: Subject, id: NoCodeModuleId): Promise<NoCodeModuleWithOptions> {
    return this.#permitted(subject, 'read', id)
  }

  async update(subject: Subject, id: NoCodeModuleId, request: NoCodeModuleRequest): Promise<NoCodeModuleWithOptions> {
    const current = await this.#permitted(subject, 'manage-modules', id)
    // An empty request changes nothing, and the audit trail records nothing.
    if (Object.keys(withoutUndefined(request)).length === 0) return current
    await this.#check(current.registryModuleId, request)
    return this.#save(subject, 'update', current.registryModuleId, async ({ tx }) => ({ current: await noCodeModuleById(tx, id), request }))
  }

  /** Deletes the no-code module; the registry module stays. */
  async delete(subject: Subject, id: NoCodeModuleId): Promise<void> {
    const current = await this.#permitted(subject, 'manage-modules', id)
    const deleted = await this.#parts.changes.change(current.registryModuleId, async ({ tx, now, module }) => {
      if ((await noCodeModuleById(tx, id)) === undefined) throw gone(id)
      await setNoCode(tx, module, false, now)
      return { result: true, audit: audited(subject, 'destroy', current), versionsUntouched: true }
    })
    if (deleted === undefined) throw gone(id)
  }

  /** The input variables of a version's root module, ordered by name. @throws NotFound until the version is published */
  async variables(subject: Subject, id: NoCodeModuleId, number: string): Promise<ModuleVariable[]> {
    const { queries } = this.#parts.database
    const noCode = await this.#permitted(subject, 'read', id)
    const version = await versionByNumber(queries, noCode.registryModuleId, number)
    const key = version?.status === 'ok' ? version.inspectionKey : null
    const document = key === null ? undefined : await inspectionDocument(queries, key)
    if (document === undefined) throw new NotFound(`version ${number} of no-code module ${id} not found`)
    const { root } = JSON.parse(document) as PackageInspection
    const choices = new Map(noCode.variableOptions.map((option) => [option.variableName, option.options]))
    return root.inputs
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((input) => ({ input, options: choices.get(input.name) ?? [] }))
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: NoCodeModuleId): Promise<NoCodeModuleWithOptions> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const found = await noCodeModuleById(this.#parts.database.queries, id)
    if (found === undefined) throw gone(id)
    authorize(subject, action, found.organizationId, `no-code module ${id}`)
    return found
  }

  /** @throws Invalid with every problem found */
  async #check(moduleId: RegistryModuleId, { versionPin, variableOptions = [] }: NoCodeModuleRequest): Promise<void> {
    const problems: Problem[] = []
    if (versionPin !== undefined && versionPin !== '') {
      const version = await versionByNumber(this.#parts.database.queries, moduleId, versionPin)
      if (version === undefined) problems.push({ detail: NO_SUCH_PIN, pointer: VERSION_PIN })
    }
    if (variableOptions.length > MAX_OPTIONS) {
      problems.push({ detail: `Too many variable options (maximum is ${MAX_OPTIONS})`, pointer: OPTIONS })
    }
    for (const [index, { id, variableName }] of variableOptions.entries()) {
      const pointer = `${OPTIONS}/${index}/attributes/variable-name`
      if (variableName === '') problems.push({ detail: "Variable name can't be blank", pointer })
      const before = variableOptions.slice(0, index)
      if (before.some((option) => option.variableName === variableName || (id !== undefined && option.id === id))) {
        problems.push({ detail: `Variable name ${variableName} is used more than once`, pointer })
      }
    }
    if (problems.length > 0) throw new Invalid(problems)
  }

  async #save(
    subject: Subject,
    action: 'create' | 'update',
    moduleId: RegistryModuleId,
    prepare: (change: ModuleUnderChange) => Promise<{ current: NoCodeModuleWithOptions | undefined; request: NoCodeModuleRequest }>,
  ): Promise<NoCodeModuleWithOptions> {
    const saved = await this.#parts.changes.change(moduleId, async (change) => {
      const { tx, now } = change
      const { current, request } = await prepare(change)
      if (current === undefined) throw notOffered(moduleId)
      const { enabled, versionPin, variableOptions } = request
      await updateNoCodeModule(tx, current.id, {
        ...(enabled === undefined ? {} : { enabled }),
        ...(versionPin === undefined ? {} : { versionPin: versionPin === '' ? null : versionPin }),
        updatedAt: now,
      })
      if (variableOptions !== undefined) await replaceVariableOptions(tx, current.id, optionRows(current, variableOptions))
      const result = await noCodeModuleById(tx, current.id)
      return { result, audit: audited(subject, action, current, describe(request)), versionsUntouched: true }
    })
    if (saved === undefined) throw notOffered(moduleId)
    return saved
  }
}

const gone = (id: string) => new NotFound(`no-code module ${id} not found`)
const notOffered = (moduleId: string) => new NotFound(`module ${moduleId} not found`)

function audited(
  subject: Subject,
  action: string,
  { id, registryModuleId, organizationId }: NoCodeModule,
  changes: Readonly<Record<string, unknown>> = {},
): AuditEntry {
  return {
    subject,
    action,
    resource: { type: 'no_code_module', id, meta: { registry_module: registryModuleId, ...changes } },
    organizationId,
  }
}

/** For the audit trail: names the variables that have options, but not the options, which may be many. */
function describe({ enabled, versionPin, variableOptions }: NoCodeModuleRequest): Record<string, unknown> {
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(versionPin === undefined ? {} : { version_pin: versionPin === '' ? null : versionPin }),
    ...(variableOptions === undefined ? {} : { variable_options: variableOptions.map(({ variableName }) => variableName) }),
  }
}

/** The given options replace all others. An option for the same variable keeps its id. */
function optionRows({ id, variableOptions }: NoCodeModuleWithOptions, wanted: readonly VariableOptionRequest[]): VariableOption[] {
  return wanted.map(({ id: optionId, variableName, variableType, options }, position) => {
    const known =
      variableOptions.find((option) => option.id === optionId) ?? variableOptions.find((option) => option.variableName === variableName)
    return {
      id: known?.id ?? newId('variable-option'),
      noCodeModuleId: id,
      variableName,
      variableType,
      options: [...options],
      position,
    }
  })
}

function withoutUndefined({ enabled, versionPin, variableOptions }: NoCodeModuleRequest): NoCodeModuleRequest {
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(versionPin === undefined ? {} : { versionPin }),
    ...(variableOptions === undefined ? {} : { variableOptions }),
  }
}
