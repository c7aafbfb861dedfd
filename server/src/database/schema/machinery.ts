// What is no domain's.
import type { Json, Time } from './columns.ts'

export interface MachineryTables {
  // app/secret-key/
  secret_key_checks: {
    /** `current`: there is one row */
    id: string
    /** hex, derived from the secret key */
    check_value: string
    recorded_at: Time
  }
  // app/archive-storage/
  storage_marks: {
    /** `current`: there is one row */
    id: string
    /** as the file in the storage's directory has it */
    mark: string
    recorded_at: Time
  }
  // platform/jobs/
  jobs: {
    id: string
    kind: string
    /** at most one queued job per key, at most one running */
    key: string
    payload: Json
    state: 'queued' | 'running' | 'failed'
    /** whose turn it takes; empty when it is nobody's */
    organization: string
    /** the git host that it calls; empty when it calls none */
    host: string
    /** the smaller one goes first */
    priority: number
    run_at: Time
    attempts: number
    max_attempts: number
    /** of the process, in a row, while it ran the job */
    deaths: number
    lease_id: string | null
    lease_until: Time | null
    last_error: string | null
    created_at: Time
    updated_at: Time
  }
}
