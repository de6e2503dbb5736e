import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import * as x509 from '@peculiar/x509'

/** A certificate and its key, as PEM. */
export interface KeyPair {
  cert: string
  key: string
}

/** A certificate for this machine's names and addresses, signed by its own key (ECDSA P-256). */
export async function makeSelfSigned(nowMs: number, endMs: number): Promise<KeyPair> {
  x509.cryptoProvider.set(webcrypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // 4…: a first bit of 0, for it is a positive number (RFC 5280, 4.1.2.2).
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    name: `CN=${hostname()}`,
    // A phone's clock may be a little behind.
    notBefore: new Date(nowMs - 86_400_000),
    notAfter: new Date(endMs - 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(namesOfThisMachine()),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}

function namesOfThisMachine(): { type: 'dns' | 'ip'; value: string }[] {
  const name = hostname()
  const names = new Set(['localhost', name, `${name.split('.')[0]}.local`])
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  // A link-local address changes with the link, and its zone does not fit into a certificate.
  const lasting = addresses.map(({ address }) => address).filter((address) => !address.toLowerCase().startsWith('fe80'))
  return [
    ...[...names].map((value) => ({ type: 'dns' as const, value })),
    ...[...new Set(['127.0.0.1', '::1', ...lasting])].map((value) => ({ type: 'ip' as const, value })),
  ]
}
