import { expect, test } from 'vitest'
import { useTestDatabase } from '../../../test/test-database.ts'
import { createLogger } from '../logger.ts'
import { type Connection, isDatabaseAway, openDatabase, sqlStateOf } from './index.ts'

const db = useTestDatabase()

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test.each<Connection>([
  { connectionString: 'postgresql://nobody@127.0.0.1:9/none' },
  { host: '/nonexistent', port: 5432, user: 'nobody', database: 'none' },
])('a database that cannot be reached is away, by Prisma and by pg: %j', async (nowhere) => {
  const database = openDatabase(nowhere, createLogger('silent'))
  const { prisma, pool } = database
  for (const ask of [
    () => prisma.user.count(),
    () => prisma.$queryRawUnsafe('SELECT 1'),
    () => pool.query('SELECT 1'),
  ]) {
    expect(isDatabaseAway(await errorOf(ask()))).toBe(true)
  }
  await database.close()
})

test('a connection that was cut under way is away, and the next query works', async () => {
  const { prisma, pool } = db.database
  const sleeping = errorOf(prisma.$queryRawUnsafe('SELECT 1 AS one FROM pg_sleep(30)'))
  await expect
    .poll(async () => {
      const { rows } = await pool.query(
        "SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()",
      )
      return rows.length
    })
    .toBeGreaterThan(0)
  expect(isDatabaseAway(await sleeping)).toBe(true)
  expect(await prisma.user.count()).toBe(0)
})

test('a database whose disk is full is away', async () => {
  const { prisma, pool } = db.database
  await pool.query(`CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON hosts FOR EACH ROW EXECUTE FUNCTION fill()`)
  const insert = "INSERT INTO hosts (key, hostname) VALUES ('a', 'b')"
  const data = { key: 'a', hostname: 'b' }
  for (const ask of [
    () => prisma.host.create({ data }),
    () => prisma.$executeRawUnsafe(insert),
    () => pool.query(insert),
  ]) {
    const error = await errorOf(ask())
    expect([isDatabaseAway(error), sqlStateOf(error)]).toEqual([true, '53100'])
  }
})

test("a query's own mistake is none of that, and its SQLSTATE is known", async () => {
  const { prisma, pool } = db.database
  for (const ask of [() => prisma.$queryRawUnsafe('SELECT 1/0'), () => pool.query('SELECT 1/0')]) {
    const error = await errorOf(ask())
    expect([isDatabaseAway(error), sqlStateOf(error)]).toEqual([false, '22012'])
  }
})

test('a missing file is none of that', () => {
  expect(isDatabaseAway(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' }))).toBe(false)
})
