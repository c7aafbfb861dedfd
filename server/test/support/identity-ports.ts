// Stand-ins for ports of the identity domains, for tests that are about something else.

/** Forgets every change. */
export const trail = { record: async () => undefined }

/** No organization has an agent pool. */
export const agentPools = { hasAgentPool: async () => false }
