export { createApp } from './create-app.ts'
export type { Authenticate } from './mount-routes.ts'
export { type Answer, type Call, type Identity, JsonText, type Route, route } from './route.ts'
