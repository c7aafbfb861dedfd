/** What an examination found. */
export interface Finding {
  outcome: 'ok' | 'warning' | 'failed'
  /** for people: what is, and what to do */
  finding: string
}
