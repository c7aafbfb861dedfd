// Schemas of inspections, as inspection-document.ts renders them.
import { type TProperties, Type } from 'typebox'
import { identifierOf, nullable, oneOf, resourceSchema } from '../../../platform/http/json-api/index.ts'
import { DiagnosticSchema } from '../protocol/registry-schema.ts'

const text = Type.String()
const place = { file: Type.String({ description: 'Relative to the package' }), line: Type.Integer() }
const deprecated = Type.Union([text, Type.Null()], { description: 'The message of a deprecation' })

const ValidationSchema = Type.Object(
  {
    condition: Type.Union([text, Type.Null()], { description: 'Source text' }),
    'error-message': Type.Union([text, Type.Null()], { description: 'The text of a constant string, else source text' }),
    ...place,
  },
  { title: 'InspectedValidation' },
)

export const InputSchema = Type.Object(
  {
    name: text,
    type: Type.String({ description: 'Source text; empty when there is none' }),
    description: text,
    required: Type.Boolean({ description: 'Whether it has no default' }),
    default: nullable(
      Type.Object({
        json: Type.Union([text, Type.Null()], { description: 'The value as JSON; null when it is not a constant' }),
        source: Type.String({ description: 'Source text' }),
      }),
    ),
    nullable: Type.Boolean(),
    sensitive: Type.Boolean(),
    ephemeral: Type.Boolean(),
    const: Type.Boolean(),
    deprecated,
    validations: Type.Union([Type.Array(ValidationSchema), Type.Null()], {
      description: 'Null until a version that an earlier release inspected is inspected again',
    }),
    ...place,
  },
  { title: 'InspectedInput' },
)

export const OutputSchema = Type.Object(
  { name: text, type: text, description: text, sensitive: Type.Boolean(), ephemeral: Type.Boolean(), deprecated, ...place },
  { title: 'InspectedOutput' },
)

const ProviderSchema = Type.Object(
  { name: text, namespace: text, source: text, version: text, 'configuration-aliases': Type.Array(text), ...place },
  { title: 'InspectedProvider' },
)
const configuration = { name: text, alias: nullable(text) }
const ResourceSchema = Type.Object(
  { mode: oneOf(['managed', 'data', 'ephemeral']), type: text, name: text, provider: Type.Object(configuration), ...place },
  { title: 'InspectedResource' },
)

const PARTS = {
  inputs: Type.Array(InputSchema),
  outputs: Type.Array(OutputSchema),
  providers: Type.Array(ProviderSchema),
  'provider-configurations': Type.Array(Type.Object({ ...configuration, ...place }, { title: 'InspectedProviderConfiguration' })),
  resources: Type.Array(ResourceSchema),
  'module-calls': Type.Array(Type.Object({ name: text, source: text, version: text, ...place }, { title: 'InspectedModuleCall' })),
  diagnostics: Type.Array(DiagnosticSchema),
  readme: Type.String({ description: 'As it is in the archive' }),
} satisfies TProperties

export const InspectionParts = Type.Object(PARTS)
export type InspectionPart = keyof typeof PARTS
export const INSPECTION_PARTS = Object.keys(PARTS) as InspectionPart[]

const count = Type.Integer()

export const InspectionResource = resourceSchema('ModuleInspection', 'module-inspections', {
  attributes: Type.Object({
    version: text,
    path: Type.String({ description: 'Empty for the root', examples: ['modules/endpoints'] }),
    name: Type.String({ description: 'The last part of the path' }),
    kind: oneOf(['root', 'submodule', 'example']),
    view: Type.Enum(['terraform', 'opentofu'], { description: 'The tool whose rules select the files' }),
    empty: Type.Boolean({ description: 'Whether nothing is declared' }),
    'has-tofu-files': Type.Boolean(),
    counts: Type.Object({
      inputs: count,
      'required-inputs': count,
      outputs: count,
      providers: count,
      resources: count,
      'data-sources': count,
      'ephemeral-resources': count,
      'module-calls': count,
      diagnostics: count,
      'readme-characters': count,
    }),
    'required-versions': Type.Array(Type.Object({ constraint: text, ...place })),
    ...Type.Partial(InspectionParts).properties,
  }),
  relationships: Type.Object({ 'registry-module-version': Type.Object({ data: identifierOf('registry-module-versions') }) }),
})
