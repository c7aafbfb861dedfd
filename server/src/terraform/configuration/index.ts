export { inspectDirectory, type ReadDirectory, readDirectory } from './inspect-directory.ts'
export {
  type Diagnostic,
  type DirectoryInspection,
  type Input,
  type InputDefault,
  isRefusal,
  type ModuleCall,
  type Output,
  type Place,
  type ProviderConfiguration,
  type ProviderRequirement,
  type RequiredVersion,
  type Resource,
  registryDefault,
  shownDiagnostic,
} from './inspection.ts'
export { limitDiagnostics } from './limit-diagnostics.ts'
export { type ConfigurationFile, countDeclarations, type Declarations, type FileDiagnostic } from './reading/declarations.ts'
export { configurationSyntax, isConfigurationFile, isTofuFile, type View } from './reading/file-selection.ts'
export { readConfigurationFile, unreadableFile } from './reading/read-file.ts'
export { storableText } from './reading/storable-text.ts'
export { createRememberingReader, type DirectoryReader } from './remembering-reader.ts'
