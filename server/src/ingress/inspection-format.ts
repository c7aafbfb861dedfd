/** Raised when inspection finds more or words it differently, so that nothing inspected before counts as the same. */
export const INSPECTION_FORMAT = 1
