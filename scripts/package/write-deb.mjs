import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { writeTar } from './write-tar.mjs'

/**
 * A Debian package. Written by hand, so that it can be made on any system, without root, and comes out the same each time.
 * @param {{ fields: Record<string, string>, scripts: Record<string, Buffer>, conffiles: string[],
 *   entries: import('./write-tar.mjs').Entry[], data: Buffer, time: number }} parts `data` is the packed `entries`; `time` in
 *   seconds since 1970; conffiles without the leading slash
 * @returns {Buffer}
 * @see man 5 deb
 */
export function writeDeb({ fields, scripts, conffiles, entries, data, time }) {
  const files = entries.filter((entry) => 'content' in entry)
  const kilobytes = entries.reduce(
    (sum, entry) => sum + ('content' in entry ? Math.ceil(entry.content.length / 1024) : 1),
    0,
  )
  const control = Object.entries({ ...fields, 'Installed-Size': String(kilobytes) })
  const md5 = (content) => createHash('md5').update(content).digest('hex')
  const texts = {
    control: control.map(([name, value]) => `${name}: ${value}\n`).join(''),
    conffiles: conffiles.map((path) => `/${path}\n`).join(''),
    md5sums: files
      .filter(({ path }) => !conffiles.includes(path))
      .map(({ path, content }) => `${md5(content)}  ${path}\n`)
      .join(''),
  }
  const controlEntries = [
    ...Object.entries(texts).map(([path, text]) => ({ path, mode: 0o644, content: Buffer.from(text) })),
    ...Object.entries(scripts).map(([path, content]) => ({ path, mode: 0o755, content })),
  ]
  return writeAr(
    [
      { name: 'debian-binary', content: Buffer.from('2.0\n') },
      { name: 'control.tar.gz', content: pack(controlEntries, time) },
      { name: 'data.tar.gz', content: data },
    ],
    time,
  )
}

/** A packed tar archive. gzip and not xz: Node.js has it, and a Raspberry Pi unpacks it in a third of the time. */
export function pack(entries, time) {
  return gzipSync(writeTar(entries, time), { level: 9 })
}

/** @see man 5 ar */
function writeAr(members, time) {
  const parts = members.flatMap(({ name, content }) => {
    const header = `${name.padEnd(16)}${String(time).padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}`
    return [
      Buffer.from(`${header}${String(content.length).padEnd(10)}\`\n`),
      content,
      Buffer.alloc(content.length % 2, '\n'),
    ]
  })
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts])
}
