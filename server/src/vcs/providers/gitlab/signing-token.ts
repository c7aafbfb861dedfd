// GitLab signs deliveries with a key of 32 bytes, whatever the secret looks like.
import { createHash, createHmac } from 'node:crypto'

/** @returns the form that the API takes. Source: https://docs.gitlab.com/api/project_webhooks/ */
export function signingToken(secret: string): string {
  return `whsec_${signingKey(secret).toString('base64')}`
}

/** @returns one signature of the header `webhook-signature`. Source: the Standard Webhooks specification */
export function signatureOf(secret: string, { id, timestamp, body }: { id: string; timestamp: string; body: Buffer }): string {
  return `v1,${createHmac('sha256', signingKey(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

function signingKey(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
