/** Increment it when the result of an inspection changes, so that earlier results are not reused. */
export const INSPECTION_FORMAT = 3
