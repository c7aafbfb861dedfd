/** Increment it when the result of an inspection changes: earlier results are not reused, and stored archives are inspected again. */
export const INSPECTION_FORMAT = 4
