export { type ConfigurationFile, countDeclarations, type Declarations, type FileDiagnostic } from './declarations.ts'
export { configurationSyntax, isConfigurationFile, isTofuFile, type View } from './file-selection.ts'
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
export { readConfigurationFile } from './read-file.ts'
export { storableText } from './storable-text.ts'
