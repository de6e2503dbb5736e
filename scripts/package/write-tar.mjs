const blockBytes = 512

/**
 * A file, a folder or a symbolic link of a package; paths are relative, with `/` between.
 * @typedef {{ path: string, mode: number, content: Buffer }} FileEntry
 * @typedef {{ path: string, mode: number, isFolder: true }} FolderEntry
 * @typedef {{ path: string, target: string }} LinkEntry
 * @typedef {FileEntry | FolderEntry | LinkEntry} Entry
 */

/**
 * A tar archive in the format of POSIX (ustar), all of it root's. The same entries give the same bytes.
 * @param {Entry[]} entries in their order; folders before what lies in them
 * @param {number} time of change of all, in seconds since 1970
 * @returns {Buffer}
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
export function writeTar(entries, time) {
  const parts = entries.flatMap((entry) => {
    const content = 'content' in entry ? entry.content : Buffer.alloc(0)
    return [header(entry, content.length, time), content, Buffer.alloc(-content.length & (blockBytes - 1))]
  })
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)])
}

function header(entry, size, time) {
  const block = Buffer.alloc(blockBytes)
  const [type, mode] = 'target' in entry ? ['2', 0o777] : 'isFolder' in entry ? ['5', entry.mode] : ['0', entry.mode]
  const { name, prefix } = splitPath(`./${entry.path}${type === '5' ? '/' : ''}`)
  block.write(name, 0)
  block.write(octal(mode, 7), 100)
  block.write(octal(0, 7), 108)
  block.write(octal(0, 7), 116)
  block.write(octal(size, 11), 124)
  block.write(octal(time, 11), 136)
  block.write(type, 156)
  if ('target' in entry) block.write(entry.target, 157)
  block.write('ustar\x0000', 257)
  block.write('root', 265)
  block.write('root', 297)
  block.write(prefix, 345)
  // The sum is taken with blanks in its own place.
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

function octal(number, digits) {
  return number.toString(8).padStart(digits, '0')
}

/** A path of more than 100 bytes is cut at a slash, the front of at most 155 bytes stored apart. */
function splitPath(path) {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (name && Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { name, prefix }
  }
  throw new Error(`${path} is too long for a tar archive`)
}
