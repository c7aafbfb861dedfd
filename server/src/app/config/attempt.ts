import type { SettingName } from './environment.ts'

/** Reads one setting and notes what is wrong with it. @returns the fallback when it is unset or wrong */
export type Attempt = <Value>(name: SettingName, parse: (text: string) => Value, fallback: Value) => Value
