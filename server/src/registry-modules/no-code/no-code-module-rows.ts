// The `no_code` flag of a module says whether it has a no-code module.
import type { Kysely, Selectable } from 'kysely'
import { camelCased, type Schema, snakeCased } from '../../database/index.ts'
import { type NoCodeModuleId, newId, type RegistryModuleId } from '../../kernel/index.ts'
import { updateModule } from '../registry-module/module-rows.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import type { NoCodeModule, NoCodeModuleWithOptions, VariableOption } from './no-code-module.ts'

type Tables = Kysely<Pick<Schema, 'no_code_modules' | 'no_code_variable_options' | 'registry_modules'>>

export async function noCodeModulesOf(db: Tables, moduleIds: readonly RegistryModuleId[]): Promise<NoCodeModuleWithOptions[]> {
  if (moduleIds.length === 0) return []
  return withOptions(db, await db.selectFrom('no_code_modules').selectAll().where('registry_module_id', 'in', moduleIds).execute())
}

export async function noCodeModuleById(db: Tables, id: NoCodeModuleId): Promise<NoCodeModuleWithOptions | undefined> {
  const rows = await db.selectFrom('no_code_modules').selectAll().where('id', '=', id).execute()
  return (await withOptions(db, rows))[0]
}

type ModuleRow = Selectable<Schema['no_code_modules']>
type OptionRow = Selectable<Schema['no_code_variable_options']>

const noCodeModuleOf = (row: ModuleRow): NoCodeModule => ({ ...camelCased(row), enabled: row.enabled === 1 })
const optionOf = (row: OptionRow): VariableOption => ({ ...camelCased(row), options: JSON.parse(row.options) as string[] })

async function withOptions(db: Tables, rows: readonly ModuleRow[]): Promise<NoCodeModuleWithOptions[]> {
  if (rows.length === 0) return []
  const options = await db
    .selectFrom('no_code_variable_options')
    .selectAll()
    .where(
      'no_code_module_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('position')
    .execute()
  const byModule = Map.groupBy(options, (option) => option.no_code_module_id)
  return rows.map((row) => ({ ...noCodeModuleOf(row), variableOptions: (byModule.get(row.id) ?? []).map(optionOf) }))
}

/** Sets the flag and its no-code module together. The caller's transaction must hold the lock of the module. */
export async function setNoCode(
  db: Tables,
  module: Pick<RegistryModule, 'id' | 'organizationId'>,
  wanted: boolean,
  now: number,
): Promise<void> {
  await updateModule(db, module.id, { noCode: wanted })
  if (!wanted) {
    await db.deleteFrom('no_code_modules').where('registry_module_id', '=', module.id).execute()
    return
  }
  await db
    .insertInto('no_code_modules')
    .values({
      id: newId('no-code-module'),
      registry_module_id: module.id,
      organization_id: module.organizationId,
      enabled: 1,
      version_pin: null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('registry_module_id').doNothing())
    .execute()
}

export async function updateNoCodeModule(db: Tables, id: NoCodeModuleId, changes: Partial<NoCodeModule>): Promise<void> {
  const { enabled, ...columns } = changes
  const row = { ...snakeCased<ModuleRow>(columns), ...(enabled === undefined ? {} : { enabled: enabled ? (1 as const) : (0 as const) }) }
  await db.updateTable('no_code_modules').set(row).where('id', '=', id).execute()
}

export async function replaceVariableOptions(db: Tables, id: NoCodeModuleId, options: readonly VariableOption[]): Promise<void> {
  await db.deleteFrom('no_code_variable_options').where('no_code_module_id', '=', id).execute()
  const rows = options.map((option) => ({ ...snakeCased<OptionRow>({ ...option, options: JSON.stringify(option.options) }) }) as OptionRow)
  if (rows.length > 0) await db.insertInto('no_code_variable_options').values(rows).execute()
}
