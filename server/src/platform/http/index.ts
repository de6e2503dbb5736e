export { createApp } from './create-app.ts'
export { ListenError, type Listener, listen, plainServer, secureServer } from './listen.ts'
export { type Answer, type Call, type Identity, JsonText, type Route, route } from './route.ts'
export { fingerprintOf, type KeyPair, selfSignedPair } from './self-signed.ts'
