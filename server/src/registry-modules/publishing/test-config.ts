// How a module's tests would run. Kept and shown as clients expect it; nothing here runs tests.
import { newId, type Problem } from '../../kernel/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

/** What was asked for; what is left out stays. */
export interface TestConfigRequest {
  testsEnabled?: boolean | undefined
  agentExecutionMode?: string | undefined
  agentPoolId?: string | undefined
}

/** The member names are the API's. */
export interface TestSettings {
  'tests-enabled': boolean
  'agent-execution-mode': 'remote' | 'agent'
  'agent-pool-id': string | null
  'agent-pool-name': string | null
}

const TEST_CONFIG = '/data/attributes/test-config'

/** As it is stored and shown. */
interface TestConfig extends TestSettings {
  id: string
}

export const DEFAULT_TEST_SETTINGS: TestSettings = {
  'tests-enabled': false,
  'agent-execution-mode': 'remote',
  'agent-pool-id': null,
  'agent-pool-name': null,
}

/** Modules that follow a branch always have one, all others never (the official provider's tests expect that). */
export function storedTestConfig(
  mechanism: RegistryModule['publishingMechanism'],
  settings: TestSettings,
  id: string = newId('test-config'),
): string | null {
  const config: TestConfig = { id, ...settings }
  return mechanism === 'branch' ? JSON.stringify(config) : null
}

/** @returns undefined for a module that has none */
export function testConfigOf({ testConfig }: Pick<RegistryModule, 'testConfig'>): TestConfig | undefined {
  return testConfig === null ? undefined : (JSON.parse(testConfig) as TestConfig)
}

/**
 * @param mechanism of the module after the change
 * @param poolName of the pool asked for; undefined when the organization has no such pool
 * @param problems what is wrong is added to it
 */
export function readTestConfig(
  current: TestSettings,
  request: TestConfigRequest,
  { mechanism, poolName }: { mechanism: RegistryModule['publishingMechanism']; poolName: string | undefined },
  problems: Problem[],
): TestSettings {
  const enabled = request.testsEnabled ?? current['tests-enabled']
  if (request.testsEnabled === true && mechanism !== 'branch') {
    problems.push({ detail: 'Tests need a branch to run on', pointer: `${TEST_CONFIG}/tests-enabled` })
  }
  const mode = request.agentExecutionMode || current['agent-execution-mode']
  const base = { 'tests-enabled': enabled }
  const poolId = request.agentPoolId || null
  const pointer = `${TEST_CONFIG}/agent-pool-id`
  if (mode !== 'agent') {
    if (mode !== 'remote') {
      problems.push({ detail: `Agent execution mode ${mode} must be remote or agent`, pointer: `${TEST_CONFIG}/agent-execution-mode` })
    }
    if (poolId !== null) problems.push({ detail: 'Agent pool cannot be used with the execution mode remote', pointer })
    return { ...base, 'agent-execution-mode': 'remote', 'agent-pool-id': null, 'agent-pool-name': null }
  }
  if (poolId === null) {
    if (current['agent-pool-id'] === null || request.agentPoolId === '')
      problems.push({ detail: 'Agent pool must be given with the execution mode agent', pointer })
    return {
      ...base,
      'agent-execution-mode': 'agent',
      'agent-pool-id': current['agent-pool-id'],
      'agent-pool-name': current['agent-pool-name'],
    }
  }
  if (poolName === undefined) problems.push({ detail: `Agent pool ${poolId} does not exist in this organization`, pointer })
  return { ...base, 'agent-execution-mode': 'agent', 'agent-pool-id': poolId, 'agent-pool-name': poolName ?? null }
}
