import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { normaliseSshKey, sshKeyProblem } from './ssh-key.ts'

function pem(options: { cipher?: string; passphrase?: string } = {}): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...options } as never).toString()
}

function openssh(cipher: string): string {
  const name = Buffer.from(cipher)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(name.length)
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), length, name, Buffer.alloc(120)]).toString('base64')
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.replace(/.{70}/g, '$&\n')}\n-----END OPENSSH PRIVATE KEY-----`
}

describe('an SSH key', () => {
  it('may be in PEM or OpenSSH format, with any line breaks', () => {
    expect(sshKeyProblem(pem())).toBeUndefined()
    expect(sshKeyProblem(pem().replaceAll('\n', '\r\n'))).toBeUndefined()
    expect(sshKeyProblem(openssh('none'))).toBeUndefined()
  })

  it('must not need a passphrase', () => {
    expect(sshKeyProblem(openssh('aes256-ctr'))).toContain('passphrase')
    expect(sshKeyProblem(pem({ cipher: 'aes-256-cbc', passphrase: 'x' }))).toContain('passphrase')
  })

  it.each([
    '',
    'ssh-ed25519 AAAA me@here',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    'x'.repeat(40_000),
  ])('is not %j', (text) => {
    expect(sshKeyProblem(text)).toContain('Ssh key is invalid')
  })

  it('ends with a newline, which ssh requires', () => {
    expect(normaliseSshKey('a\r\nb')).toBe('a\nb\n')
  })
})
