// Adds settings of modules: labels, and no-code provisioning.
import { type Dialect, dialectOf, type Migration } from './migration.ts'

export const moduleSettings: Migration = {
  name: '0005-module-settings',
  async up(target) {
    const dialect = dialectOf(target)
    for (const statement of [...tagBindings(dialect), ...noCodeModules(dialect)]) await target.run(statement)
  },
}

const tagBindings = ({ text, integer, strict }: Dialect) => [
  `create table registry_module_tag_bindings (
    id ${text} primary key,
    registry_module_id ${text} not null references registry_modules (id) on delete cascade,
    key ${text} not null,
    value ${text} not null,
    position ${integer} not null,
    unique (registry_module_id, key)
  )${strict}`,
]

const noCodeModules = ({ text, integer, strict }: Dialect) => [
  `create table no_code_modules (
    id ${text} primary key,
    registry_module_id ${text} not null unique references registry_modules (id) on delete cascade,
    organization_id ${text} not null references organizations (id) on delete cascade,
    enabled ${integer} not null,
    version_pin ${text},
    created_at ${integer} not null,
    updated_at ${integer} not null
  )${strict}`,
  'create index no_code_modules_organization on no_code_modules (organization_id)',
  `create table no_code_variable_options (
    id ${text} primary key,
    no_code_module_id ${text} not null references no_code_modules (id) on delete cascade,
    variable_name ${text} not null,
    variable_type ${text} not null,
    options ${text} not null,
    position ${integer} not null
  )${strict}`,
  'create index no_code_variable_options_module on no_code_variable_options (no_code_module_id)',
]
