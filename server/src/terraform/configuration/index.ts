export { inspectDirectory } from './inspect-directory.ts'
export {
  type Diagnostic,
  type DirectoryInspection,
  type Input,
  type InputDefault,
  type ModuleCall,
  type Output,
  type Place,
  type ProviderConfiguration,
  type ProviderRequirement,
  type RequiredVersion,
  type Resource,
  registryDefault,
} from './inspection.ts'
export { type ConfigurationFile, countDeclarations, type Declarations, type FileDiagnostic } from './reading/declarations.ts'
export { configurationSyntax, isConfigurationFile, isTofuFile, type View } from './reading/file-selection.ts'
export { readConfigurationFile } from './reading/read-file.ts'
export { storableText } from './reading/storable-text.ts'
