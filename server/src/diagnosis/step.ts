// What a diagnosis consists of, in the order in which `terraform init` goes.

export const STEPS = ['address', 'certificate', 'discovery', 'token', 'versions', 'download', 'archive', 'checksum'] as const
export type StepName = (typeof STEPS)[number]

export const OUTCOMES = ['ok', 'warning', 'failed', 'skipped'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Step {
  name: StepName
  outcome: Outcome
  /** what is the case, as a sentence */
  finding: string
  /** what to do; null when there is nothing */
  advice: string | null
}

/** What a step that went well leaves to the next. */
export interface Passed<T> {
  value: T
  finding: string
  /** It went well, and may not stay so. */
  warning?: string
  /** There was nothing to look at. */
  skipped?: boolean
}

/** Why a step failed. Those after it are not reached. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle'
  readonly advice: string

  constructor(finding: string, advice: string) {
    super(finding)
    this.advice = advice
  }
}

/** Takes step after step, until one fails. */
export class Walk {
  readonly #taken: Step[] = []

  /** @throws Obstacle as the step does */
  async take<T>(name: StepName, step: () => Passed<T> | Promise<Passed<T>>): Promise<T> {
    try {
      const { value, finding, warning, skipped = false } = await step()
      const outcome = skipped ? 'skipped' : warning === undefined ? 'ok' : 'warning'
      this.#taken.push({ name, outcome, finding, advice: warning ?? null })
      return value
    } catch (error) {
      if (error instanceof Obstacle) this.#taken.push({ name, outcome: 'failed', finding: error.message, advice: error.advice })
      throw error
    }
  }

  /** @returns every step, those that were not reached too */
  steps(): Step[] {
    return STEPS.map(
      (name) =>
        this.#taken.find((step) => step.name === name) ?? { name, outcome: 'skipped', finding: 'This step was not reached.', advice: null },
    )
  }
}
