import { listParameter, parameter } from '../../platform/http/json-api/index.ts'

/** `filter[names]` exactly, `q` as a part; letter case does not matter. */
export function isNamed(query: unknown): (thing: { name: string }) => boolean {
  const names = listParameter(query, 'filter[names]')?.map((name) => name.toLowerCase())
  const part = parameter(query, 'q')?.toLowerCase()
  return ({ name }) => {
    const key = name.toLowerCase()
    return (names === undefined || names.includes(key)) && (part === undefined || key.includes(part))
  }
}
