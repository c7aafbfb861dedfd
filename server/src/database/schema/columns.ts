/** Milliseconds since the epoch. */
export type Time = number
export type Flag = 0 | 1
export type Json = string
