import { describe, expect, it } from 'vitest'
import { steadyText } from './steady-text.ts'

describe('the text of a failure that repeats', () => {
  it.each([
    [
      'git.example.com: Failed to connect to git.example.com port 443 after 1 ms: Could not connect to server',
      'git.example.com: Failed to connect to git.example.com port 443 after 2031 ms: Could not connect to server',
    ],
    [
      'Operation timed out after 30001 milliseconds with 0 bytes received',
      'Operation timed out after 30004 milliseconds with 512 out of 1024 bytes received',
    ],
    ['Resolving timed out after 5.2 seconds', 'Resolving timed out after 5.213 seconds'],
    ['transfer closed with 123 bytes remaining to read', 'transfer closed with 7 bytes remaining to read'],
    ['error: 8 bytes of body are still expected', 'error: 1308 bytes of body are still expected'],
    ['HTTP/2 stream 3 was not closed cleanly: CANCEL', 'HTTP/2 stream 5 was not closed cleanly: CANCEL'],
    ['cannot write /var/lib/terrace/scratch/git-Ab3xYz/repository.git', 'cannot write /var/lib/terrace/scratch/git-0Q_ert/repository.git'],
    [
      'limit exceeded; include the request ID D0B1:2F13:1A2B and timestamp 2026-11-28 10:11:12 UTC.',
      'limit exceeded; include the request ID A0B1:2F13:99CC and timestamp 2026-11-28 10:16:40 UTC.',
    ],
    ['failed (Activity Id: 5a0c1b9e-1111-4222-8333-0123456789ab)', 'failed (Activity Id: 7b0c1b9e-1111-4222-8333-0123456789ab)'],
  ])('is the same: %s', (one, other) => {
    expect(steadyText(other)).toBe(steadyText(one))
  })

  it.each([
    ['The requested URL returned error: 502', 'The requested URL returned error: 503'],
    ['Failed to connect to a.example.com port 443 after 1 ms', 'Failed to connect to a.example.com port 8443 after 1 ms'],
    ['Failed to connect to a.example.com after 1 ms', 'Failed to connect to b.example.com after 1 ms'],
    ['v1.0.0 is no longer in the repository', 'v1.0.1 is no longer in the repository'],
  ])('differs from that of another failure: %s', (one, other) => {
    expect(steadyText(other)).not.toBe(steadyText(one))
  })

  it('stays as it is when nothing in it passes', () => {
    const text = 'https://git.example.com/a does not accept the credential: check that the token is valid, has not expired'
    expect(steadyText(text)).toBe(text)
  })
})
