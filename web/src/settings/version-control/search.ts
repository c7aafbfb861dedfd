// What the addresses of these pages keep, so that a reload loses nothing. The pages check what they use.

export interface AddSearch {
  /** the kind of host */
  host?: string
  /** the kind of access */
  how?: string
  /** of the callback URL, which the host asks for before there is a connection */
  uuid?: string
  /** the page of the interface that somebody came from */
  return_to?: string
}

export interface ConnectionSearch {
  /** The credential has just been made or changed. */
  test?: true
}

export interface DeliveriesSearch {
  page?: number
}

const ADD = ['host', 'how', 'uuid', 'return_to']

export function addSearch(search: Record<string, unknown>): AddSearch {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => ADD.includes(name) && typeof value === 'string'))
}

export function connectionSearch({ test }: Record<string, unknown>): ConnectionSearch {
  return test === true ? { test } : {}
}

export function deliveriesSearch({ page }: Record<string, unknown>): DeliveriesSearch {
  return Number.isInteger(page) && (page as number) > 1 ? { page: page as number } : {}
}
