// Databases on PostgreSQL that the tests of one worker use in turn: emptying one takes a tenth of the time of making one.
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { databaseUrl } from './postgres.ts'

/** The database that has all tables. */
export const TEMPLATE = 'terrace_test_template'

export interface ReusedDatabase {
  url: string
  /** Gives it to the next test, with the rows of the template alone. */
  release(): Promise<void>
}

const released: string[] = []

/** @param prefix of its name */
export async function takeDatabase(serverUrl: string, prefix: string): Promise<ReusedDatabase> {
  const name = released.pop() ?? (await createDatabase(serverUrl, prefix))
  const url = databaseUrl(serverUrl, name)
  return {
    url,
    release: async () => {
      const unchanged = await administer(url, 'select restore_rows.restore() as unchanged')
      if (unchanged.rows[0]?.['unchanged'] === true) released.push(name)
      else await administer(serverUrl, `drop database ${name} with (force)`)
    },
  }
}

async function createDatabase(serverUrl: string, prefix: string): Promise<string> {
  const name = `${prefix}${randomUUID().replaceAll('-', '')}`
  await administer(serverUrl, `create database ${name} template ${TEMPLATE} strategy file_copy`)
  return name
}

/** Runs one statement as the administrator. */
export async function administer(url: string, statement: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query<Record<string, unknown>>(statement)
  } finally {
    await client.end()
  }
}

/**
 * Gives the template a schema of its own, with the rows of every table and the function `restore_rows.restore()`. That cuts
 * off every other connection, and returns false when there are other tables than in the template.
 */
export const REMEMBER_ROWS = `
  create schema restore_rows;
  create table restore_rows.tables as
    select relname::text as name, false as has_rows from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r';
  do $$
    declare each record; found_rows boolean;
    begin
      for each in select name from restore_rows.tables loop
        execute format('select exists (select from public.%I)', each.name) into found_rows;
        continue when not found_rows;
        execute format('create table restore_rows.%I as table public.%I', 'of_' || each.name, each.name);
        update restore_rows.tables set has_rows = true where name = each.name;
      end loop;
    end
  $$;
  create function restore_rows.restore() returns boolean language plpgsql as $$
    declare each record; others integer;
    begin
      perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
      select count(*) into others from (
        select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        except all select name from restore_rows.tables
      ) as added;
      if others > 0 then return false; end if;
      set local session_replication_role = replica; -- no foreign keys, no triggers
      for each in select name, has_rows from restore_rows.tables loop
        execute format('delete from public.%I', each.name);
        if each.has_rows then execute format('insert into public.%I select * from restore_rows.%I', each.name, 'of_' || each.name); end if;
      end loop;
      perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        from pg_sequences where schemaname = 'public' and last_value is not null;
      return true;
    end
  $$;
`
