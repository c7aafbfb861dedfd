// Test settings of a module. Terrace stores and shows them, because clients expect them, but runs no tests.
import { newId, type Problem } from '../../kernel/index.ts'
import type { RegistryModule } from '../registry-module/registry-module.ts'

/** Absent members stay as they are. */
export interface TestConfigRequest {
  testsEnabled?: boolean | undefined
  agentExecutionMode?: string | undefined
  agentPoolId?: string | undefined
}

/** The API defines the names of the members. */
export interface TestSettings {
  'tests-enabled': boolean
  'agent-execution-mode': 'remote' | 'agent'
  'agent-pool-id': string | null
  'agent-pool-name': string | null
}

const TEST_CONFIG = '/data/attributes/test-config'

/** As stored and shown. */
interface TestConfig extends TestSettings {
  id: string
}

export const DEFAULT_TEST_SETTINGS: TestSettings = {
  'tests-enabled': false,
  'agent-execution-mode': 'remote',
  'agent-pool-id': null,
  'agent-pool-name': null,
}

/** Only branch-based modules have a test configuration, as the tests of the official provider expect. */
export function storedTestConfig(
  mechanism: RegistryModule['publishingMechanism'],
  settings: TestSettings,
  id: string = newId('test-config'),
): string | null {
  const config: TestConfig = { id, ...settings }
  return mechanism === 'branch' ? JSON.stringify(config) : null
}

/** @returns undefined for a module without one */
export function testConfigOf({ testConfig }: Pick<RegistryModule, 'testConfig'>): TestConfig | undefined {
  return testConfig === null ? undefined : (JSON.parse(testConfig) as TestConfig)
}

/**
 * @param mechanism of the module after the change
 * @param poolName of the requested pool; undefined when the organization has no such pool
 * @param problems receives what is wrong
 */
export function readTestConfig(
  current: TestSettings,
  request: TestConfigRequest,
  { mechanism, poolName }: { mechanism: RegistryModule['publishingMechanism']; poolName: string | undefined },
  problems: Problem[],
): TestSettings {
  const enabled = request.testsEnabled ?? current['tests-enabled']
  if (request.testsEnabled === true && mechanism !== 'branch') {
    problems.push({ detail: 'Tests require branch-based publishing: set a branch', pointer: `${TEST_CONFIG}/tests-enabled` })
  }
  const mode = request.agentExecutionMode || current['agent-execution-mode']
  const base = { 'tests-enabled': enabled }
  const poolId = request.agentPoolId || null
  const pointer = `${TEST_CONFIG}/agent-pool-id`
  if (mode !== 'agent') {
    if (mode !== 'remote') {
      problems.push({ detail: `Agent execution mode ${mode} must be remote or agent`, pointer: `${TEST_CONFIG}/agent-execution-mode` })
    }
    if (poolId !== null) problems.push({ detail: 'Agent pool cannot be set with agent execution mode remote', pointer })
    return { ...base, 'agent-execution-mode': 'remote', 'agent-pool-id': null, 'agent-pool-name': null }
  }
  if (poolId === null) {
    if (current['agent-pool-id'] === null || request.agentPoolId === '')
      problems.push({ detail: 'Agent pool must be set with agent execution mode agent', pointer })
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
