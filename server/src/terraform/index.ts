export {
  type ConfigurationFile,
  configurationSyntax,
  type Diagnostic,
  type DirectoryInspection,
  type Input,
  type InputDefault,
  inspectDirectory,
  isConfigurationFile,
  isRefusal,
  limitDiagnostics,
  type ModuleCall,
  type Output,
  type ProviderConfiguration,
  type ProviderRequirement,
  type RequiredVersion,
  type Resource,
  readConfigurationFile,
  registryDefault,
  shownDiagnostic,
  unreadableFile,
} from './configuration/index.ts'
export { LIMITS } from './configuration/reading/limits.ts'
export { calledDirectories } from './local-calls.ts'
export { isModuleName, isProviderName, parseRepositoryName, repositoryNameProblem } from './module-name.ts'
export {
  inspectPackage,
  isInspectedPath,
  isReadmePath,
  type PackageContents,
  type PackageFile,
  type PackageInspection,
  type PackageReadme,
  type PackageView,
} from './package.ts'
export {
  compareVersions,
  isPrerelease,
  MAX_VERSION_LENGTH,
  parseVersion,
  precedenceSortKey,
  type TagVersion,
  type Version,
  versionFromTag,
  versionProblem,
  versionSortKey,
  withoutBuild,
} from './semver.ts'
