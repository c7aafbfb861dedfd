import type { AuditedChanges } from '../audit-trail/index.ts'
import { type Queries, uniquely } from '../database/index.ts'
import { type Clock, Invalid, NotFound, type OrganizationId, type Problem, Unauthenticated } from '../kernel/index.ts'
import type { Organizations } from '../organizations/index.ts'
import { authorize, type OrganizationAction, type Subject } from '../permissions/index.ts'
import { NAME_TAKEN, type PlaceholderTable } from './placeholder.ts'

export interface PlaceholdersParts<Thing, Id, Changes> {
  queries: Queries
  clock: Clock
  organizations: Pick<Organizations, 'permitted' | 'readById'>
  changes: AuditedChanges
  kind: PlaceholderKind<Thing, Id, Changes>
}

/** What tells projects and agent pools apart. */
export interface PlaceholderKind<Thing, Id, Changes> {
  /** as messages name it */
  title: string
  /** as the audit trail names it */
  resource: string
  rows(queries: Queries): PlaceholderTable<Thing, Id>
  blank(organizationId: OrganizationId, now: number): Thing
  /** with the changes merged in */
  merge(thing: Thing, changes: Changes): Thing
  /** @param before what it was, or a blank one */
  problems(thing: Thing, before: Thing): Problem[]
  /** @returns a problem for each thing of others that it names and that is not there */
  unknown(tx: Queries, thing: Thing): Promise<Problem[]>
  /** @returns why the organization cannot do without it */
  isKept?(thing: Thing, organization: { defaultProjectId: string | null }): string | undefined
}

interface Thing<Id> {
  id: Id
  organizationId: OrganizationId
  name: string
  updatedAt: number
}

/** Owners create and change them, since no team can be given a right to them here. */
export class Placeholders<Kept extends Thing<Id>, Id extends string, Changes> {
  readonly #parts: PlaceholdersParts<Kept, Id, Changes>

  constructor(parts: PlaceholdersParts<Kept, Id, Changes>) {
    this.#parts = parts
  }

  /** @throws Invalid when the name is taken or a rule is broken */
  async create(subject: Subject, organizationName: string, wanted: Changes & { name: string }): Promise<Kept> {
    const { kind, clock, organizations } = this.#parts
    const { id: organizationId } = await organizations.permitted(subject, 'update', organizationName)
    const created = this.#changed(kind.blank(organizationId, clock.now()), wanted)
    return await this.#write(subject, 'create', async (tx) => {
      await this.#checkNamed(tx, created)
      await kind.rows(tx).insert(created)
      return created
    })
  }

  /** In the order of names. */
  async list(subject: Subject, organizationName: string): Promise<Kept[]> {
    const { kind, organizations, queries } = this.#parts
    const { id } = await organizations.permitted(subject, 'read', organizationName)
    return await kind.rows(queries).ofOrganization(id)
  }

  async read(subject: Subject, id: Id): Promise<Kept> {
    return await this.#permitted(subject, 'read', id)
  }

  /** @throws Invalid when the name is taken or a rule is broken */
  async update(subject: Subject, id: Id, changes: Changes): Promise<Kept> {
    await this.#permitted(subject, 'update', id)
    return await this.#write(subject, 'update', async (tx) => {
      const changed = this.#changed(await this.#locked(tx, id), changes)
      await this.#checkNamed(tx, changed)
      await this.#parts.kind.rows(tx).update(changed)
      return changed
    })
  }

  /** @throws Invalid for one that the organization cannot do without */
  async delete(subject: Subject, id: Id): Promise<void> {
    const { kind, organizations } = this.#parts
    const thing = await this.#permitted(subject, 'update', id)
    const kept = kind.isKept?.(thing, await organizations.readById(subject, thing.organizationId))
    if (kept !== undefined) throw new Invalid(kept)
    await this.#write(subject, 'destroy', async (tx) => {
      const current = await this.#locked(tx, id)
      await kind.rows(tx).delete(id)
      return current
    })
  }

  /** @throws Invalid with every problem of the result */
  #changed(current: Kept, changes: Changes): Kept {
    const { kind, clock } = this.#parts
    const changed = { ...kind.merge(current, changes), updatedAt: clock.now() }
    const problems = kind.problems(changed, current)
    if (problems.length > 0) throw new Invalid(problems)
    return changed
  }

  /** @throws Invalid when something it names is not there */
  async #checkNamed(tx: Queries, thing: Kept): Promise<void> {
    const problems = await this.#parts.kind.unknown(tx, thing)
    if (problems.length > 0) throw new Invalid(problems)
  }

  async #permitted(subject: Subject, action: OrganizationAction, id: Id): Promise<Kept> {
    if (subject.kind === 'anonymous') throw new Unauthenticated('a token is required')
    const { kind, queries } = this.#parts
    const found = await kind.rows(queries).byId(id)
    if (found === undefined) throw new NotFound(`${kind.title} ${id} not found`)
    authorize(subject, action, found.organizationId, `${kind.title} ${id}`)
    return found
  }

  async #locked(tx: Queries, id: Id): Promise<Kept> {
    const { kind } = this.#parts
    const current = await kind.rows(tx).locked(id)
    if (current === undefined) throw new NotFound(`${kind.title} ${id} not found`)
    return current
  }

  async #write(subject: Subject, action: string, work: (tx: Queries) => Promise<Kept>): Promise<Kept> {
    const { changes, kind } = this.#parts
    return await uniquely(
      () =>
        changes.make(subject, work, ({ id, name, organizationId }) => ({
          action,
          resource: { type: kind.resource, id, meta: { name } },
          organizationId,
        })),
      () => new Invalid([NAME_TAKEN]),
    )
  }
}
