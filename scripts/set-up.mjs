// Set-up behind `npm start` and `npm test`. This file must parse on Node 14: what is newer lies in set-up/, loaded once
// the version is known to be good.
var version = process.versions.node
var parts = version.split('.').map(Number)

// What Vite 8 and Prisma 7 ask for; 20.19 is Debian 13's.
var good = parts[0] >= 24 || (parts[0] === 22 && parts[1] >= 12) || (parts[0] === 20 && parts[1] >= 19)

if (good) {
  import('./set-up/main.mjs').then((loaded) => loaded.main())
} else {
  console.error(
    'Home Zenith needs Node.js 20.19 or later (of 22: 22.12; not 21, not 23); this is ' +
      version +
      ' (' +
      process.execPath +
      '). Install a newer one: https://nodejs.org/en/download',
  )
  process.exitCode = 1
}
