// Which versions a configuration may ask for, beginning with one.
import { parseVersion } from '../../api/versions.ts'

export interface Constraint {
  text: string
  /** in words */
  meaning: string
}

/** @returns the choices, the usual one first. A pre-release is only ever installed when it is named exactly. */
export function constraintsFor(version: string): Constraint[] {
  const { core, prerelease } = parseVersion(version)
  const [major, minor, patch] = core
  const exactly = { text: version, meaning: `only ${version}` }
  if (prerelease.length > 0) return [exactly]
  // Of 0.x, `~> 0.4` would take 0.5, which may break anything.
  if (major === 0) return [{ text: `~> 0.${minor}.${patch}`, meaning: `${version} and later 0.${minor}.x` }, exactly]
  return [
    { text: `~> ${major}.${minor}`, meaning: `${major}.${minor} and later ${major}.x` },
    { text: `~> ${major}.${minor}.${patch}`, meaning: `${version} and later ${major}.${minor}.x` },
    exactly,
  ]
}
