// Shared by tests of a connection's repositories.
import type { AdministeredApi, TestResource } from '../support/administered-api.ts'
import { MODULE } from './connected-app.ts'
import type { FakeHost, FakeRepository } from './fakes/fake-host.ts'

export interface RepositoryList {
  data: TestResource[]
  meta: {
    pagination: Record<string, number | null>
    listing: { 'listed-at': string | null; refreshing: boolean; error: string | null }
  }
}

export async function repositoriesAt(app: AdministeredApi, path: string): Promise<RepositoryList> {
  const answer = await app.request('GET', path)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}: ${answer.text}`)
  return JSON.parse(answer.text)
}

export const identifiersOf = ({ data }: RepositoryList) => data.map(({ attributes }) => String(attributes['identifier']))

export const codesOf = ({ attributes }: TestResource) => attributes['reasons'].map(({ code }: { code: string }) => code)

/** Repositories that git never reads. */
export function fill(host: FakeHost, count: number, options: Partial<FakeRepository> = {}): void {
  for (let number = 1; number <= count; number++) {
    const identifier = `platform/service-${String(number).padStart(3, '0')}`
    const git = undefined as never
    host.repositories.push({ id: String(5000 + number), identifier, admin: true, private: true, archived: false, git, ...options })
  }
}

export async function moduleRepository(
  host: FakeHost,
  name: string,
  tags: readonly string[],
  options: Partial<Pick<FakeRepository, 'admin' | 'private' | 'archived'>> = {},
): Promise<FakeRepository> {
  return await host.createRepository(host.identifierFor(name), { ...options, commit: { files: MODULE, tags: [...tags] } })
}
