import { describe, expect, test } from 'vitest'
import type { Mount } from '../../sources/index.ts'
import { type MeasuredSpace, poolSize, sumSpace } from './disk-space.ts'

const measured = (mountPoint: string, type: string, total: number, used: number): MeasuredSpace => {
  const mount: Mount = { mountPoint, type, device: '', root: '/', source: '', isReadOnly: false }
  return { mount, total, used }
}
const TB = 1e12

describe('the space of all file systems', () => {
  test('is their sum', () => {
    const sum = sumSpace([measured('/', 'ext4', 100, 40), measured('/srv', 'xfs', 1000, 7)])
    expect(sum).toEqual({ disk_used: 47, disk_total: 1100 })
  })

  test('is not known without the root', () => {
    expect(sumSpace([measured('/srv', 'xfs', 1000, 7)])).toEqual({ disk_used: null, disk_total: null })
  })

  test('counts once what lies below the root of a container', () => {
    const overlay = measured('/', 'overlay', TB, 400e9)
    const hosts = measured('/etc/hosts', 'ext4', TB, 400e9 + 8192)
    expect(sumSpace([overlay, hosts])).toEqual({ disk_used: 400e9, disk_total: TB })
    const other = measured('/srv', 'ext4', TB, 500e9)
    expect(sumSpace([overlay, other])).toEqual({ disk_used: 900e9, disk_total: 2 * TB })
  })

  test('counts two disks of the same size, equally full, twice', () => {
    const sum = sumSpace([measured('/', 'ext4', TB, 400e9), measured('/srv', 'ext4', TB, 400e9)])
    expect(sum).toEqual({ disk_used: 800e9, disk_total: 2 * TB })
  })
})

describe('a pool', () => {
  test('uses what its datasets use, and has what they share once', () => {
    const sizes = [
      { total: 1010, used: 10 },
      { total: 1300, used: 300 },
      { total: 150, used: 50 },
    ]
    expect(poolSize(sizes)).toEqual({ used: 360, total: 1360 })
  })

  test('of which nothing answers has no size', () => expect(poolSize([])).toBeNull())
})
