// Makes a Debian package and a tar archive of the same content: `npm run package [-- amd64 arm64 armhf]`, into dist/.
// Any system will do, of any processor, without root; what it was made from alone decides what comes out.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { architectures, conffiles, listContent } from './package/list-content.mjs'
import { pack, writeDeb } from './package/write-deb.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const known = Object.keys(architectures)

const maintainer = 'The Home Zenith authors <home-zenith@noreply.invalid>'

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no package for ${unknown.join(', ')}: it takes ${known.join(', ')}`)
  process.exit(1)
}
const own = known.filter((name) => architectures[name] === process.arch)
for (const architecture of asked.length > 0 ? asked : own) makePackage(architecture)

function makePackage(architecture) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const time = sourceTime()
  const entries = listContent(root, architecture, changelog(version, time))
  const data = pack(entries, time)
  const script = (name) => readFileSync(join(root, 'deploy/debian', name))
  const deb = writeDeb({
    fields: {
      Package: 'home-zenith',
      Version: version,
      Architecture: architecture,
      Maintainer: maintainer,
      Section: 'admin',
      Priority: 'optional',
      Depends: 'nodejs (>= 20.19), systemd | systemd-standalone-sysusers, tzdata, libc6, libstdc++6',
      Recommends: 'polkitd',
      Suggests: 'docker.io',
      Description: [
        'watches a server at home: a live dashboard on a history of its own',
        ' It samples the machine every few seconds, keeps the history in a PostgreSQL',
        ' that it brings, and shows it on a page behind a login.',
      ].join('\n'),
    },
    scripts: { postinst: script('postinst'), prerm: script('prerm'), postrm: script('postrm') },
    conffiles,
    entries,
    data,
    time,
  })
  mkdirSync(join(root, 'dist'), { recursive: true })
  const name = `home-zenith_${version}_${architecture}`
  for (const [file, content] of [
    [`${name}.deb`, deb],
    [`${name}.tar.gz`, data],
  ]) {
    writeFileSync(join(root, 'dist', file), content)
    console.log(`dist/${file}  ${(content.length / 1e6).toFixed(1)} MB`)
  }
}

/** What Debian's tools want to know of a version; what has changed in it for people is in CHANGELOG.md. */
function changelog(version, time) {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000')
  return `home-zenith (${version}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- ${maintainer}  ${date}\n`
}

/** The time that all files bear, in seconds since 1970: of the source, not of now. @see reproducible-builds.org, SOURCE_DATE_EPOCH */
function sourceTime() {
  const given = process.env.SOURCE_DATE_EPOCH
  if (given) return Number(given)
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }))
}
