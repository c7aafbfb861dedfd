// Certificates for tests that speak TLS: an authority of their own, and a server certificate for 127.0.0.1 signed by it.
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface TestCertificates {
  /** the certificate authority that clients must trust (PEM) */
  ca: string
  caFile: string
  certFile: string
  keyFile: string
}

const execute = promisify(execFile)
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

const openssl = (args: readonly string[]) => execute('openssl', args)

/** @param directory of the files; created when missing */
export async function makeCertificates(directory: string): Promise<TestCertificates> {
  const at = (name: string) => join(directory, name)
  await mkdir(directory, { recursive: true })
  await writeFile(at('leaf.cnf'), 'subjectAltName=IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n')
  const authority = ['-subj', '/CN=Terrace Test Authority', '-keyout', at('ca.key'), '-out', at('ca.pem')]
  await openssl(['req', '-x509', ...NEW_KEY, '-days', '2', ...authority])
  await openssl(['req', ...NEW_KEY, '-subj', '/CN=127.0.0.1', '-keyout', at('leaf.key'), '-out', at('leaf.csr')])
  const issuer = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAserial', at('ca.srl'), '-CAcreateserial']
  await openssl(['x509', '-req', '-days', '2', '-in', at('leaf.csr'), '-extfile', at('leaf.cnf'), '-out', at('leaf.pem'), ...issuer])
  return { ca: await readFile(at('ca.pem'), 'utf8'), caFile: at('ca.pem'), certFile: at('leaf.pem'), keyFile: at('leaf.key') }
}
