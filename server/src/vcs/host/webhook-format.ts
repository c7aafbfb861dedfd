// The webhook deliveries of a host. Pure: reads bytes and headers.

/** A delivery as it came in. */
export interface RawDelivery {
  /** names in lower case */
  headers: Readonly<Record<string, string | undefined>>
  body: Buffer
}

/** The content of a delivery. A hint: what becomes a version is always read from the repository itself. */
export interface WebhookNotice {
  /** `ping`: a test of the address; `push`: tags or branches changed; `repository`: renamed, moved or deleted; `ignored`: none of these */
  kind: 'ping' | 'push' | 'repository' | 'ignored'
  /** the host's name of the event, such as `push` or `repo:refs_changed` */
  event: string
  /** the host's own, the same when it delivers again; undefined where there is none */
  deliveryId: string | undefined
  /** full names, such as `refs/tags/v1.0.0`, as far as the host sends them */
  refs: readonly string[]
  /** names of the tags that came or went, such as `v1.0.0`, as far as the host says so */
  pushedTags: readonly string[]
  /** for hosts where one address serves many repositories */
  repositoryExternalId?: string | undefined
}

export interface WebhookFormat {
  /** In constant time, on the received bytes. @param now milliseconds, for signatures that expire */
  verify(delivery: RawDelivery, secret: string, now: number): boolean
  /** Reads a verified delivery. Never throws: an unknown one is `ignored`. */
  parse(delivery: RawDelivery): WebhookNotice
}
