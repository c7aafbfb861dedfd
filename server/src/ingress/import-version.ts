// The stages of one version's import, for any source of files: find, inspect and pack, store, publish. Every outcome leaves
// the version in a state that says what happened.
import { Invalid } from '../kernel/index.ts'
import type { Logger } from '../platform/observability/index.ts'
import type { ImportedPackage, ImportOutcomes, ImportTask, ImportTasks, ImportTrace } from '../registry-modules/index.ts'
import { finalFailure, messageOf } from './failure.ts'

export interface ImportStages<Source> {
  /** finds the files */
  find(): Source | Promise<Source>
  /** @returns the package, or as text why there is nothing to publish */
  make(source: Source, trace: ImportTrace): Promise<ImportedPackage | string>
  /** for the ledger; already has the stages done before */
  trace: ImportTrace
  /** aborted when another worker takes over */
  signal: AbortSignal
}

export interface ImportVersionParts {
  tasks: Pick<ImportTasks, 'startIngress'>
  outcomes: ImportOutcomes
  logger: Logger
}

/** @throws failures that are worth a retry, for which the version waits */
export async function importVersion<Source>(
  { tasks, outcomes, logger }: ImportVersionParts,
  task: ImportTask,
  { find, make, signal, trace }: ImportStages<Source>,
): Promise<void> {
  const fields = { module_id: task.module.id, version: task.version.version }
  let stage: 'cloning' | 'reg_ingressing' = 'cloning'
  try {
    const source = await find()
    if (!(await tasks.startIngress(task))) return
    stage = 'reg_ingressing'
    const made = await make(source, trace)
    if (signal.aborted) return
    if (typeof made === 'string') {
      await outcomes.skip(task, made, trace)
      return logger.info({ ...fields, reason: made }, 'version skipped')
    }
    const published = await outcomes.publish(task, made, trace)
    logger.info(fields, published ? 'version imported' : 'version was deleted or uploaded again during its import')
  } catch (error) {
    signal.throwIfAborted()
    // A quota is used up.
    const failure = error instanceof Invalid ? { message: error.message, reason: 'over_quota' } : finalFailure(error)
    if (failure !== undefined) {
      logger.info({ ...fields, reason: messageOf(error) }, 'version refused')
      return await outcomes.fail(task, stage, failure, trace)
    }
    logger.warn({ ...fields, err: error }, 'version could not be imported; it will be retried')
    await outcomes.postpone(task, stage, messageOf(error), trace)
    throw error
  }
}
