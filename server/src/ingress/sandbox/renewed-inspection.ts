// A new inspection of a published archive, joined with the one of the import.
import type { DirectoryInspection, PackageInspection, PackageView } from '../../terraform/index.ts'

/**
 * The diagnostics stay those of the import: the archive no longer shows what was left out of it. So do directories that are
 * no longer found.
 */
export function renewedInspection(made: PackageInspection, earlier: PackageInspection): PackageInspection {
  return {
    ...renewedView(made, earlier),
    hasTofuFiles: made.hasTofuFiles,
    tofu: made.tofu && renewedView(made.tofu, earlier.tofu ?? made.tofu),
  }
}

function renewedView(made: PackageView, earlier: PackageView): PackageView {
  return {
    root: { ...made.root, diagnostics: earlier.root.diagnostics },
    submodules: renewedDirectories(made.submodules, earlier.submodules),
    examples: renewedDirectories(made.examples, earlier.examples),
    diagnostics: earlier.diagnostics,
  }
}

function renewedDirectories(made: readonly DirectoryInspection[], earlier: readonly DirectoryInspection[]): DirectoryInspection[] {
  const byPath = new Map(earlier.map((directory) => [directory.path, directory]))
  for (const directory of made) {
    const diagnostics = byPath.get(directory.path)?.diagnostics ?? directory.diagnostics
    byPath.set(directory.path, { ...directory, diagnostics })
  }
  return [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1))
}
