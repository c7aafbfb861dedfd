// What people and their tokens do with no-code modules: offer a module, pin its version, say what may be chosen.
import type { Kysely } from 'kysely'
import type { AuditTrail } from '../../audit-trail/index.ts'
import type { Database, Schema } from '../../database/index.ts'
import {
  type Clock,
  Invalid,
  type NoCodeModuleId,
  NotFound,
  newId,
  type Problem,
  type RegistryModuleId,
  Unauthenticated,
} from '../../kernel/index.ts'
import type { Organizations } from '../../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../../permissions/index.ts'
import type { Input, PackageInspection } from '../../terraform/index.ts'
import { inspectionDocument } from '../registry-module/document-rows.ts'
import { lockModule, moduleById } from '../registry-module/module-rows.ts'
import type { CatalogueChanges } from '../registry-module/ports.ts'
import { versionByNumber } from '../registry-module/version-rows.ts'
import type { NoCodeModule, NoCodeModuleWithOptions, VariableOption } from './no-code-module.ts'
import { noCodeModuleById, noCodeModulesOf, replaceVariableOptions, setNoCode, updateNoCodeModule } from './no-code-module-rows.ts'

export interface NoCodeModulesParts {
  database: Database
  clock: Clock
  organizations: Organizations
  catalogue: CatalogueChanges
  trail: Pick<AuditTrail, 'record'>
}

export interface VariableOptionRequest {
  /** of the option that becomes this one */
  id?: string | undefined
  variableName: string
  variableType: string
  options: readonly string[]
}

/** What is left out stays. */
export interface NoCodeModuleRequest {
  enabled?: boolean | undefined
  /** empty for the latest version */
  versionPin?: string | undefined
  variableOptions?: readonly VariableOptionRequest[] | undefined
}

/** A variable of the module, with what may be chosen for it. */
export interface ModuleVariable {
  input: Input
  options: readonly string[]
}

/** go-tfe's tests compare this text. */
const NO_SUCH_PIN =
  'Validation failed: Provided version pin is not equal to latest or provided string does not represent an existing version of the module.'
const VERSION_PIN = '/data/attributes/version-pin'
const OPTIONS = '/data/relationships/variable-options/data'
const MOST_OPTIONS = 200

export class NoCodeModules {
  readonly #parts: NoCodeModulesParts

  constructor(parts: NoCodeModulesParts) {
    this.#parts = parts
  }

  /** A module is offered once: creating again sets what is given on the one there is. */
  async create(
    subject: Subject,
    organizationName: string,
    moduleId: RegistryModuleId,
    request: NoCodeModuleRequest,
  ): Promise<NoCodeModuleWithOptions> {
    const organization = await this.#parts.organizations.permitted(subject, 'manage-modules', organizationName)
    const module = await moduleById(this.#parts.database.queries, moduleId)
    if (module?.organization_id !== organization.id) throw new NotFound(`module ${moduleId} not found`)
    await this.#check(moduleId, request)
    return this.#save(subject, 'create', moduleId, async (tx) => {
      await setNoCode(tx, module, true, this.#parts.clock.now())
      const [current] = await noCodeModulesOf(tx, [moduleId])
      if (current === undefined) throw new NotFound(`module ${moduleId} not found`)
      return { current, request: { enabled: true, versionPin: '', ...withoutUndefined(request) } }
    })
  }

  /** How a module is offered concerns its organization alone, also when the module is shared. */
  async read(subject: Subject, id: NoCodeModuleId): Promise<NoCodeModuleWithOptions> {
    return this.#permitted(subject, 'read', id)
  }

  async update(subject: Subject, id: NoCodeModuleId, request: NoCodeModuleRequest): Promise<NoCodeModuleWithOptions> {
    const current = await this.#permitted(subject, 'manage-modules', id)
    // Then it was not updated, and says so.
    if (Object.keys(withoutUndefined(request)).length === 0) return current
    await this.#check(current.registry_module_id, request)
    return this.#save(subject, 'update', current.registry_module_id, async () => ({ current, request }))
  }

  /** The module is then no longer offered; it stays. */
  async delete(subject: Subject, id: NoCodeModuleId): Promise<void> {
    const { database, clock, catalogue } = this.#parts
    const current = await this.#permitted(subject, 'manage-modules', id)
    const module = { id: current.registry_module_id, organization_id: current.organization_id }
    await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      await setNoCode(tx, module, false, clock.now())
      await this.#record(tx, subject, 'destroy', current)
    })
    catalogue.moduleChanged(module.id)
  }

  /** The variables of the module's root in one version, in the order of their names. @throws NotFound until it is published */
  async variables(subject: Subject, id: NoCodeModuleId, number: string): Promise<ModuleVariable[]> {
    const { queries } = this.#parts.database
    const noCode = await this.#permitted(subject, 'read', id)
    const version = await versionByNumber(queries, noCode.registry_module_id, number)
    const key = version?.status === 'ok' ? version.inspection_key : null
    const document = key === null ? undefined : await inspectionDocument(queries, key)
    if (document === undefined) throw new NotFound(`version ${number} of the module of ${id} not found`)
    const { root } = JSON.parse(document) as PackageInspection
    const choices = new Map(noCode.variableOptions.map((option) => [option.variable_name, JSON.parse(option.options) as string[]]))
    return root.inputs
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((input) => ({ input, options: choices.get(input.name) ?? [] }))
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: NoCodeModuleId): Promise<NoCodeModuleWithOptions> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is needed')
    const found = await noCodeModuleById(this.#parts.database.queries, id)
    if (found === undefined) throw new NotFound(`no-code module ${id} not found`)
    authorize(subject, action, found.organization_id, `no-code module ${id}`)
    return found
  }

  async #record(
    tx: Kysely<Schema>,
    subject: Subject,
    action: string,
    { id, registry_module_id, organization_id: organizationId }: NoCodeModule,
    changes: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const resource = { type: 'no_code_module', id, meta: { registry_module: registry_module_id, ...changes } }
    await this.#parts.trail.record(tx, { subject, action, resource, organizationId })
  }

  /** @throws Invalid */
  async #check(moduleId: RegistryModuleId, { versionPin, variableOptions = [] }: NoCodeModuleRequest): Promise<void> {
    const problems: Problem[] = []
    if (versionPin !== undefined && versionPin !== '') {
      const version = await versionByNumber(this.#parts.database.queries, moduleId, versionPin)
      if (version === undefined) problems.push({ detail: NO_SUCH_PIN, pointer: VERSION_PIN })
    }
    if (variableOptions.length > MOST_OPTIONS) {
      problems.push({ detail: `Variable options are too many (maximum is ${MOST_OPTIONS})`, pointer: OPTIONS })
    }
    for (const [index, { id, variableName }] of variableOptions.entries()) {
      const pointer = `${OPTIONS}/${index}/attributes/variable-name`
      if (variableName === '') problems.push({ detail: "Variable name can't be blank", pointer })
      const before = variableOptions.slice(0, index)
      if (before.some((option) => option.variableName === variableName || (id !== undefined && option.id === id))) {
        problems.push({ detail: `Variable name ${variableName} is there more than once`, pointer })
      }
    }
    if (problems.length > 0) throw new Invalid(problems)
  }

  async #save(
    subject: Subject,
    action: 'create' | 'update',
    moduleId: RegistryModuleId,
    prepare: (tx: Kysely<Schema>) => Promise<{ current: NoCodeModuleWithOptions; request: NoCodeModuleRequest }>,
  ): Promise<NoCodeModuleWithOptions> {
    const { database, clock, catalogue } = this.#parts
    const now = clock.now()
    const id = await database.queries.transaction().execute(async (tx: Kysely<Schema>) => {
      await lockModule(tx, moduleId, now)
      const { current, request } = await prepare(tx)
      const { enabled, versionPin, variableOptions } = request
      await updateNoCodeModule(tx, current.id, {
        ...(enabled === undefined ? {} : { enabled: enabled ? 1 : 0 }),
        ...(versionPin === undefined ? {} : { version_pin: versionPin === '' ? null : versionPin }),
        updated_at: now,
      })
      if (variableOptions !== undefined) await replaceVariableOptions(tx, current.id, optionRows(current, variableOptions))
      await this.#record(tx, subject, action, current, describe(request))
      return current.id
    })
    catalogue.moduleChanged(moduleId)
    const saved = await noCodeModuleById(database.queries, id)
    if (saved === undefined) throw new NotFound(`no-code module ${id} not found`)
    return saved
  }
}

/** For the audit trail: which variables have options, but not which, because there may be many. */
function describe({ enabled, versionPin, variableOptions }: NoCodeModuleRequest): Record<string, unknown> {
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(versionPin === undefined ? {} : { version_pin: versionPin === '' ? null : versionPin }),
    ...(variableOptions === undefined ? {} : { variable_options: variableOptions.map(({ variableName }) => variableName) }),
  }
}

/** The options that are given are all there are afterwards; one for the same variable keeps its id. */
function optionRows({ id, variableOptions }: NoCodeModuleWithOptions, wanted: readonly VariableOptionRequest[]): VariableOption[] {
  return wanted.map(({ id: optionId, variableName, variableType, options }, position) => {
    const known =
      variableOptions.find((option) => option.id === optionId) ?? variableOptions.find((option) => option.variable_name === variableName)
    return {
      id: known?.id ?? newId('variable-option'),
      no_code_module_id: id,
      variable_name: variableName,
      variable_type: variableType,
      options: JSON.stringify(options),
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
