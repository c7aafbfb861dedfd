// Thrown inside the evaluation of constants only, to leave an expression that has no constant value.

export class NotConstant extends Error {
  override readonly name = 'NotConstant'
}
