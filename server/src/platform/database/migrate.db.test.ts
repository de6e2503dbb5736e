import { expect, test } from 'vitest'
import { useTestDatabase } from '../../../test/test-database.ts'

const db = useTestDatabase()

test('a migrated database takes and gives rows through Prisma', async () => {
  const { prisma } = db.database
  await prisma.host.create({ data: { key: 'a', hostname: 'pi' } })
  expect(await prisma.host.count()).toBe(1)
})
