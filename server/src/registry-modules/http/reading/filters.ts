// Query parameters of lists of ours, which refuse words they do not know.
import { Invalid } from '../../../kernel/index.ts'
import { listParameter, parameter } from '../../../platform/http/json-api/index.ts'

/**
 * Reads a comma-separated list of known words.
 * @returns undefined when the parameter is absent
 * @throws Invalid for another word
 */
export function wordsOf<Word extends string>(query: unknown, name: string, known: readonly Word[]): Word[] | undefined {
  return textsOf(query, name)?.map((asked) => knownWord(asked, name, known))
}

/** Reads a comma-separated list. @returns undefined when nothing is in it */
export function textsOf(query: unknown, name: string): string[] | undefined {
  const texts = listParameter(query, name)
  return texts?.length === 0 ? undefined : texts
}

/** As `wordsOf`, for one word. */
export function wordOf<Word extends string>(query: unknown, name: string, known: readonly Word[]): Word | undefined {
  const asked = parameter(query, name)
  return asked === undefined ? undefined : knownWord(asked, name, known)
}

function knownWord<Word extends string>(asked: string, name: string, known: readonly Word[]): Word {
  const found = known.find((word) => word === asked)
  if (found === undefined) throw new Invalid(`${name} has ${JSON.stringify(asked.slice(0, 60))}, but takes ${known.join(', ')}`)
  return found
}

/** Reads labels: `key`, or `key=value`. */
export function labelsOf(query: unknown, name: string): { key: string; value: string | undefined }[] | undefined {
  return textsOf(query, name)?.map((asked) => {
    const [key = '', ...value] = asked.split('=')
    return { key, value: value.length === 0 ? undefined : value.join('=') }
  })
}
