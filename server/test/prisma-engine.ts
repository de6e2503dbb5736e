import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Connection } from '../src/platform/database/index.ts'

export type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'

/** Prisma's own engine behind `prisma migrate`, the WebAssembly one, which needs no download. */
export async function startPrismaEngine(connection: Connection, schema: string): Promise<bindings.SchemaEngine> {
  loaded ??= loadBindings()
  await loaded
  const factory = withFixes(new PrismaPg(connection))
  return bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  )
}

// Node's types leave it out.
const { WebAssembly: webAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
  }
}

// The bindings hold one instance for the whole process.
let loaded: Promise<void> | undefined

async function loadBindings(): Promise<void> {
  const require = createRequire(import.meta.url)
  const file = require.resolve('@prisma/schema-engine-wasm').replace(/schema_engine\.js$/, 'schema_engine_bg.wasm')
  const { instance } = await webAssembly.instantiate(readFileSync(file), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start as () => void
  start()
}

/** The part of adapter-pg's adapter that its types hide. */
interface OpenAdapter {
  client: { query(sql: string): Promise<unknown>; on(event: 'error', listener: () => void): void }
  performIO(query: unknown): Promise<{ fields: { dataTypeID: number }[] }>
  queryRaw(query: unknown): Promise<{ columnTypes: number[] }>
  executeScript(script: string): Promise<void>
}

const charOid = 18
const textOid = 25

// adapter-pg 7.10 splits a script at every ";", and knows no type for "char" (OID 18), which pg_catalog is full of.
function withFixes(factory: PrismaPg): PrismaPg {
  const fix = <Adapter>(adapter: Adapter): Adapter => {
    const open = adapter as OpenAdapter
    // It drops the shadow database while its own connections to it are open.
    open.client.on('error', () => undefined)
    open.executeScript = async (script) => {
      await open.client.query(script.startsWith('DROP DATABASE') ? `${script} WITH (FORCE)` : script)
    }
    const { performIO, queryRaw } = open
    open.queryRaw = async (query) => {
      let isChar: boolean[] = []
      const once = Object.create(open, {
        performIO: {
          value: async (asked: unknown) => {
            const result = await performIO.call(open, asked)
            isChar = result.fields.map((field) => field.dataTypeID === charOid)
            for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = textOid
            return result
          },
        },
      })
      const result = await queryRaw.call(once, query)
      result.columnTypes = result.columnTypes.map((type, index) => (isChar[index] ? ColumnTypeEnum.Character : type))
      return result
    }
    return adapter
  }
  const { connect, connectToShadowDb } = factory
  factory.connect = async () => fix(await connect.call(factory))
  factory.connectToShadowDb = async () => fix(await connectToShadowDb.call(factory))
  return factory
}
