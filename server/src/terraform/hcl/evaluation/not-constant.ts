// Thrown only inside the evaluation of constants, to abandon an expression without a constant value.

export class NotConstant extends Error {
  override readonly name = 'NotConstant'
}
