/** The bytes are not a tar archive that can be read. */
export class DamagedTar extends Error {
  override readonly name = 'DamagedTar'
}

/** The archive spends more on headers than any honest one. The message names the limit. */
export class ExcessiveHeaders extends Error {
  override readonly name = 'ExcessiveHeaders'
}
