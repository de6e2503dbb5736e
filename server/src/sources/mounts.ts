/** A line of `mountinfo`. */
export interface Mount {
  /** Major and minor number: the same for all mounts of one file system. */
  device: string
  /** The folder of the file system that is mounted: not `/` for a bind mount, a subvolume. */
  root: string
  mountPoint: string
  type: string
  source: string
  isReadOnly: boolean
}

/** A local file system, and where it can be asked for its size: at one place, or at one for each mounted part of a ZFS pool. */
export interface LocalFilesystem {
  mounts: [Mount, ...Mount[]]
}

/**
 * The mounts that can be seen, in the kernel's order: one that another has been mounted over is left out.
 * @see man 5 proc_pid_mountinfo
 */
export function parseMounts(mountinfo: string): Mount[] {
  const visible = new Map<string, Mount>()
  for (const line of mountinfo.split('\n')) {
    const mount = parseMount(line)
    if (!mount) continue
    visible.delete(mount.mountPoint)
    visible.set(mount.mountPoint, mount)
  }
  return [...visible.values()]
}

// Between the options of the mount and the dash there is any number of optional fields.
function parseMount(line: string): Mount | null {
  const fields = line.split(' ')
  const dash = fields.indexOf('-', 6)
  const [, , device, root, mountPoint, options] = fields
  const [type, source, superOptions] = dash < 0 ? [] : fields.slice(dash + 1)
  if (!device || !root || !mountPoint || !options || !type || source === undefined) return null
  return {
    device,
    root: decodeEscapes(root),
    mountPoint: decodeEscapes(mountPoint),
    type,
    source: decodeEscapes(source),
    isReadOnly: hasOption(options, 'ro') || hasOption(superOptions ?? '', 'ro'),
  }
}

function hasOption(options: string, name: string): boolean {
  return options.split(',').includes(name)
}

// Blanks, tabs, line feeds and backslashes are written as three octal digits.
function decodeEscapes(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    : text
}

/**
 * The local, real file systems among the mounts, each once: a block device, a ZFS pool, a btrfs with all its
 * subvolumes. `/` is always among them, whatever it is.
 */
export function localFilesystems(mounts: readonly Mount[]): LocalFilesystem[] {
  const byIdentity = new Map<string, LocalFilesystem>()
  for (const mount of mounts) {
    if (mount.mountPoint !== '/' && !isLocal(mount)) continue
    const filesystem = byIdentity.get(identityOf(mount))
    if (filesystem) addMount(filesystem, mount)
    else byIdentity.set(identityOf(mount), { mounts: [mount] })
  }
  return [...byIdentity.values()]
}

// Images of a finished content: always full, and no storage.
const imageTypes = new Set(['squashfs', 'erofs', 'cramfs', 'romfs', 'iso9660', 'udf'])
// Of the types that have no block device's number, those that store on local devices all the same.
const deviceTypes = new Set(['btrfs', 'zfs', 'bcachefs', 'ubifs'])
const nestedOrMemory = /^\/dev\/(loop|zram|ram)\d/

function isLocal({ type, source, device, mountPoint }: Mount): boolean {
  if (imageTypes.has(type) || device.startsWith('7:') || nestedOrMemory.test(source)) return false
  if (type === 'zfs') return !isContainerLayer(mountPoint)
  return deviceTypes.has(type) || !device.startsWith('0:')
}

// Docker's ZFS driver mounts a clone for each container: what it shares with its image would count again.
function isContainerLayer(mountPoint: string): boolean {
  return mountPoint.includes('/docker/zfs/graph/')
}

function identityOf({ type, source, device }: Mount): string {
  return type === 'zfs' ? `zfs ${source.split('/', 1)[0]}` : device
}

// A dataset has figures of its own; any other mount of a known file system replaces a worse place to ask it.
function addMount({ mounts }: LocalFilesystem, mount: Mount): void {
  if (mount.type === 'zfs') {
    if (!mounts.some(({ device }) => device === mount.device)) mounts.push(mount)
  } else if (isBetterPlace(mount, mounts[0])) mounts[0] = mount
}

// A folder that is bound elsewhere may have a quota, and then shows it as the size.
function isBetterPlace(mount: Mount, other: Mount): boolean {
  if (other.mountPoint === '/' || mount.mountPoint === '/') return mount.mountPoint === '/'
  if (mount.root !== other.root) return mount.root.length < other.root.length
  return mount.mountPoint.length < other.mountPoint.length
}
