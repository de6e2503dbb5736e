export { addressKey } from './address-key.ts'
export { BoundedStore } from './bounded-store.ts'
export { createApp } from './create-app.ts'
export { isCrossSite } from './cross-site.ts'
export { docsRoute } from './docs-page.ts'
export { keepCertificate } from './keep-certificate.ts'
export { ListenError, type Listener, listen, plainServer, secureServer } from './listen.ts'
export { isLoopback } from './loopback.ts'
export type { KeyPair } from './make-self-signed.ts'
export { openapiRoute } from './openapi.ts'
export {
  type AccessFilter,
  type Answer,
  type Call,
  type Identity,
  JsonBytes,
  JsonText,
  type Route,
  route,
  TextStream,
  tagOf,
} from './route.ts'
export { fingerprintOf, selfSignedPair } from './self-signed.ts'
export { createSocketGate } from './socket-gate.ts'
