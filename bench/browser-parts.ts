// What the end-to-end tests have and the benchmark of the page needs too.
export { insertedContainers, insertHistory } from '../e2e/insert-history.ts'
export { launchBrowser } from '../e2e/launch-browser.ts'
export { account, signUp } from '../e2e/sign-up.ts'
export { FakeEngine } from '../server/test/fake-engine.ts'
