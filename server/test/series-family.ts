import { z } from 'zod'
import type { Family } from '../src/metrics/family.ts'
import type { PrismaClient } from '../src/platform/database/index.ts'

export interface RoomsSample {
  timestamp: string
  rooms: { room: string; title: string; level: number | null }[]
}

/** A metric family with series as small as one can be: rooms, with a title that may change. */
export const roomsFamily: Family<RoomsSample> = {
  name: 'rooms',
  intervalMs: 5000,
  timeoutMs: 1000,
  schema: z.object({
    timestamp: z.iso.datetime(),
    rooms: z.array(z.object({ room: z.string(), title: z.string(), level: z.number().nullable() })),
  }),
  createCollector: () => ({ prime: async () => {}, collect: async () => ({ rooms: [] }) }),
  table: {
    name: 'rooms_metrics',
    columns: [{ name: 'level', type: 'float8' }],
    series: {
      parameter: 'room',
      table: 'rooms',
      column: 'room_id',
      labels: ['room', 'title'],
      named: ({ rooms }) => rooms.map(({ room, title }) => [room, title]),
      choose: (latest) => latest?.rooms[0]?.room ?? null,
      find: (known, wanted) => known.filter(({ labels }) => labels.includes(wanted)),
      detail: {
        path: 'room',
        schema: z.unknown(),
        notFound: 'container_not_found',
        describe: ([room, title], lastSeen, latest) =>
          latest?.rooms.find((entry) => entry.room === room) ?? { room, title, lastSeen },
      },
    },
    rows: ({ rooms }) =>
      rooms
        .filter(({ title }) => title !== 'closed')
        .map(({ room, title, level }) => ({ labels: [room, title], values: [level] })),
  },
  advise: () => [],
}

export async function createRoomsTables(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRawUnsafe(`CREATE TABLE rooms (
    id serial PRIMARY KEY, host_id int NOT NULL, room text NOT NULL, title text NOT NULL,
    first_seen timestamptz(3) NOT NULL, last_seen timestamptz(3) NOT NULL, UNIQUE (host_id, room)
  )`)
  await prisma.$executeRawUnsafe(`CREATE TABLE rooms_metrics (
    host_id int NOT NULL, room_id int NOT NULL, timestamp timestamptz(3) NOT NULL, level float8,
    PRIMARY KEY (host_id, room_id, timestamp)
  ) PARTITION BY RANGE (timestamp)`)
}
