import { expect, it } from 'vitest'
import { describeFailure, isAllowedMove, isFailed, type VersionStatus } from './registry-module-version.ts'

const STATUSES: VersionStatus[] = [
  'pending',
  'cloning',
  'clone_failed',
  'reg_ingress_req_failed',
  'reg_ingressing',
  'reg_ingress_failed',
  'ok',
]

it('never moves a published version anywhere', () => {
  for (const status of STATUSES) expect(isAllowedMove('ok', status)).toBe(false)
})

it('publishes a version only from the state in which its files are read', () => {
  expect(STATUSES.filter((status) => isAllowedMove(status, 'ok'))).toEqual(['reg_ingressing'])
})

it('lets every failed version be tried again, and only that', () => {
  for (const status of STATUSES.filter(isFailed)) {
    expect([status, STATUSES.filter((to) => isAllowedMove(status, to))]).toEqual([status, ['pending']])
  }
})

it('names the place of a failure before what is wrong there', () => {
  expect(describeFailure({ message: 'no closing brace', file: 'main.tf', line: 3 })).toBe('main.tf:3: no closing brace')
  expect(describeFailure({ message: 'cannot be read', file: 'main.tf' })).toBe('main.tf: cannot be read')
  expect(describeFailure({ message: 'the host is down' })).toBe('the host is down')
})
