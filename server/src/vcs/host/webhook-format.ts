// How a host says that something was pushed. Pure: reads bytes and headers, asks nobody.

/** A delivery as it came in. */
export interface RawDelivery {
  /** names in lower case */
  headers: Readonly<Record<string, string | undefined>>
  body: Buffer
}

/** What a delivery says. Only a hint: tags are always read from the repository itself. */
export interface WebhookNotice {
  /** `ping`: the host tries the address; `push`: tags or branches changed; `repository`: renamed, moved or deleted; `ignored`: none of them */
  kind: 'ping' | 'push' | 'repository' | 'ignored'
  /** the host's name of the event, such as `push` or `repo:refs_changed` */
  event: string
  /** the host's own, the same when it delivers again; undefined where there is none */
  deliveryId: string | undefined
  /** full names, such as `refs/tags/v1.0.0`, as far as the host says */
  refs: readonly string[]
  /** at hosts where one address serves many repositories */
  repositoryExternalId?: string | undefined
}

export interface WebhookFormat {
  /** In constant time, on the bytes as they came. @param now milliseconds, for signatures that expire */
  verify(delivery: RawDelivery, secret: string, now: number): boolean
  /** Of a verified delivery. Never throws: what is not understood is `ignored`. */
  parse(delivery: RawDelivery): WebhookNotice
}
