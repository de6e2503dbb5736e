import { describe, expect, test } from 'vitest'
import { localFilesystems, type Mount, parseMounts } from './mounts.ts'

describe('mountinfo', () => {
  test('names device, root, place, type and source, whatever optional fields there are', () => {
    const mount = {
      device: '8:1',
      root: '/',
      mountPoint: '/data',
      type: 'ext4',
      source: '/dev/sda1',
      isReadOnly: false,
    }
    for (const optional of ['', 'shared:1 ', 'shared:1 master:2 propagate_from:3 unbindable ']) {
      expect(parseMounts(`36 35 8:1 / /data rw,noatime ${optional}- ext4 /dev/sda1 rw,errors=continue\n`)).toEqual([
        mount,
      ])
    }
  })

  test('writes blanks, tabs, line feeds and backslashes in octal', () => {
    const [mount] = parseMounts('36 35 8:1 /a\\040b /x\\011\\012\\134040é rw - fuse.my\\040fs my\\040disk rw\n')
    expect(mount).toMatchObject({ root: '/a b', mountPoint: '/x\t\n\\040é', source: 'my disk' })
  })

  test('a source may be empty, or called like the separator', () => {
    expect(parseMounts('36 35 0:9 / /a rw - tmpfs  rw\n')[0]?.source).toBe('')
    expect(parseMounts('36 35 0:9 / /a rw shared:1 - tmpfs - rw\n')[0]?.source).toBe('-')
  })

  test('is read-only by the mount or by the file system', () => {
    const isReadOnly = (options: string, superOptions: string) =>
      parseMounts(`1 0 8:1 / /a ${options} - ext4 /dev/sda1 ${superOptions}\n`)[0]?.isReadOnly
    expect(isReadOnly('ro,nosuid', 'rw')).toBe(true)
    expect(isReadOnly('rw', 'ro')).toBe(true)
    expect(isReadOnly('rw', 'rw,errors=remount-ro')).toBe(false)
  })

  test('leaves out what has been mounted over', () => {
    const text =
      '1 0 0:40 / /mnt rw - autofs auto rw\n2 1 0:50 / /mnt rw - nfs4 nas:/ rw\n3 0 8:1 / / rw - ext4 /dev/sda1 rw\n'
    expect(parseMounts(text).map(({ type }) => type)).toEqual(['nfs4', 'ext4'])
  })

  test.each(['', '\n\n', '36 35 8:1 / /data', '36 35 8:1 / /data rw ext4 /dev/sda1 rw', 'x - y - z'])(
    '%j holds no mount',
    (text) => expect(parseMounts(text)).toEqual([]),
  )
})

describe('local file systems', () => {
  const mount = (mountPoint: string, type: string, source: string, device: string, root = '/'): Mount => ({
    mountPoint,
    type,
    source,
    device,
    root,
    isReadOnly: false,
  })
  const placesOf = (...mounts: Mount[]) =>
    localFilesystems(mounts).map((filesystem) => filesystem.mounts.map(({ mountPoint }) => mountPoint).join(' '))
  const root = mount('/', 'ext4', '/dev/sda1', '8:1')

  test('are on block devices; the kernel, memory, networks, images, layers and loops are not', () => {
    const places = placesOf(
      root,
      mount('/boot/efi', 'vfat', '/dev/sda2', '8:2'),
      mount('/media/stick', 'fuseblk', '/dev/sdb1', '8:17'),
      mount('/pool', 'bcachefs', '/dev/sdc:/dev/sdd', '0:44'),
      mount('/proc', 'proc', 'proc', '0:21'),
      mount('/run', 'tmpfs', 'tmpfs', '0:23'),
      mount('/mnt/nas', 'nfs4', 'nas:/volume1', '0:50'),
      mount('/mnt/share', 'cifs', '//nas/share', '0:51'),
      mount('/mnt/remote', 'fuse.sshfs', 'me@nas:', '0:52'),
      mount('/mnt/union', 'fuse.mergerfs', 'a:b', '0:53'),
      mount('/mnt/host', 'virtiofs', 'host', '0:54'),
      mount('/snap/core', 'squashfs', '/dev/loop0', '7:0'),
      mount('/mnt/image', 'ext4', '/dev/loop1', '7:1'),
      mount('/mnt/image2', 'btrfs', '/dev/loop2', '0:55'),
      mount('/mnt/image3', 'ext4', '/dev/disk/by-label/image', '7:3'),
      mount('/media/cdrom', 'iso9660', '/dev/sr0', '11:0'),
      mount('/var/log', 'ext4', '/dev/zram1', '253:1'),
      mount('/var/lib/docker/overlay2/x/merged', 'overlay', 'overlay', '0:60'),
    )
    expect(places).toEqual(['/', '/boot/efi', '/media/stick', '/pool'])
  })

  test.each([
    ['overlay', 'overlay', '0:60'],
    ['nfs', 'server:/pi', '0:18'],
    ['squashfs', '/dev/loop0', '7:0'],
    ['tmpfs', 'tmpfs', '0:30'],
  ])('have the root among them, be it %s', (type, source, device) => {
    expect(placesOf(mount('/', type, source, device))).toEqual(['/'])
  })

  test('are one whatever is bound elsewhere, and are asked at the whole', () => {
    const bound = mount('/a', 'ext4', '/dev/sdb1', '8:17', '/deep/folder')
    const whole = mount('/mnt/disk', 'ext4', '/dev/sdb1', '8:17')
    const again = mount('/mnt/other-place', 'ext4', '/dev/sdb1', '8:17')
    expect(placesOf(mount('/srv', 'ext4', '/dev/sda1', '8:1', '/srv'), root, bound, whole, again)).toEqual([
      '/',
      '/mnt/disk',
    ])
  })

  test('have all btrfs subvolumes and devices as one', () => {
    const places = placesOf(
      mount('/home', 'btrfs', '/dev/sda2', '0:25', '/@home'),
      mount('/', 'btrfs', '/dev/sda2', '0:25', '/@'),
      mount('/raid', 'btrfs', '/dev/sdb', '0:33'),
      mount('/raid/media', 'btrfs', '/dev/sdc', '0:33', '/media'),
    )
    expect(places).toEqual(['/', '/raid'])
  })

  test('have a ZFS pool as one, asked at each of its datasets once', () => {
    const places = placesOf(
      mount('/', 'zfs', 'rpool/ROOT/debian', '0:27'),
      mount('/tank', 'zfs', 'tank', '0:41'),
      mount('/tank/media', 'zfs', 'tank/media', '0:42'),
      mount('/films', 'zfs', 'tank/media', '0:42', '/films'),
      mount('/var/lib/docker/zfs/graph/1a2b', 'zfs', 'rpool/docker/1a2b', '0:70'),
    )
    expect(places).toEqual(['/', '/tank /tank/media'])
  })
})
