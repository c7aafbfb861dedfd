// Converts entities to snapshots and back. It names every member, so that the compiler reports a new one.
import type { RegistryModuleId } from '../../kernel/index.ts'
import type { ModuleTag } from '../registry-module/module-tag.ts'
import { newVersion } from '../registry-module/new-version.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'
import { isFinished, type RegistryModuleVersion } from '../registry-module/registry-module-version.ts'
import type { SavedModule, SavedTag, SavedVersion } from './snapshot.ts'

/** Leaves out derived members, and the repository, which the snapshot holds separately. */
export function savedModule(module: RegistryModule): SavedModule {
  const {
    organizationId: _organization,
    status: _status,
    vcsRepositoryId: _repository,
    searchText: _search,
    latestVersion: _latest,
    statusDetail: _detail,
    updatedAt: _updated,
    ...saved
  } = module
  return saved satisfies Record<keyof SavedModule, unknown>
}

/** Without what the last look at its archive found: a restored version's archive is looked at anew. A failed one has lost its files. */
export function savedVersion(version: RegistryModuleVersion): SavedVersion {
  const {
    registryModuleId: _module,
    versionSort: _sort,
    archiveCheckedAt: _checked,
    archiveProblem: _problem,
    archiveFingerprint: _fingerprint,
    failedArchiveKey: _failed,
    failedArchiveSize: _size,
    ...saved
  } = version
  return saved satisfies Record<keyof SavedVersion, unknown>
}

export function savedTag({ registryModuleId: _module, objectSha: _object, ...saved }: ModuleTag): SavedTag {
  return saved satisfies Record<keyof SavedTag, unknown>
}

/** An interrupted import starts again. */
export function restoredVersion(moduleId: RegistryModuleId, saved: SavedVersion): RegistryModuleVersion {
  const { version, source, createdAt } = saved
  return {
    ...newVersion(moduleId, { version, source, now: createdAt }),
    ...saved,
    registryModuleId: moduleId,
    status: isFinished(saved.status) ? saved.status : 'pending',
  }
}

export function restoredTag(moduleId: RegistryModuleId, saved: SavedTag): ModuleTag {
  return { ...saved, registryModuleId: moduleId, objectSha: null }
}
