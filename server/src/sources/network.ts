/** What an interface has received and sent since its driver counts, in bytes. */
export type InterfaceCounters = Record<'received' | 'sent', number>

/**
 * The counters of each interface, by its name, in the kernel's order.
 * @see man 5 proc_pid_net, /proc/net/dev
 */
export function parseInterfaces(netDev: string): Map<string, InterfaceCounters> {
  const interfaces = new Map<string, InterfaceCounters>()
  for (const line of netDev.split('\n')) {
    // There is no blank after the colon where the number is long.
    const [, name, counters] = /^\s*([^:\s|]+):\s*(.+)$/.exec(line) ?? []
    if (!name || !counters) continue
    const fields = counters.trim().split(/\s+/)
    interfaces.set(name, { received: Number(fields[0]), sent: Number(fields[8]) })
  }
  return interfaces
}

const up = 0x1
const reject = 0x200

/**
 * The interface of the default route, of several that of the least metric; null when there is none.
 * @see the comment above fib_route_seq_show in the Linux source
 */
export function parseDefaultRoute(route: string): string | null {
  const routes = route.split('\n').flatMap((line) => {
    const [name, destination, , flags, , , metric, mask] = line.trim().split(/\s+/)
    if (!name || destination !== '00000000' || mask !== '00000000') return []
    return [{ name, flags: Number.parseInt(flags ?? '', 16), metric: Number(metric) }]
  })
  return leastMetric(routes)
}

const anywhere = '0'.repeat(32)

/** The same of IPv6. @see Documentation/networking/ipv6.rst, rt6_info_route in the Linux source */
export function parseDefaultRoute6(route: string): string | null {
  const routes = route.split('\n').flatMap((line) => {
    const [destination, length, , , , metric, , , flags, name] = line.trim().split(/\s+/)
    if (!name || destination !== anywhere || length !== '00') return []
    return [{ name, flags: Number.parseInt(flags ?? '', 16), metric: Number.parseInt(metric ?? '', 16) }]
  })
  return leastMetric(routes)
}

function leastMetric(routes: readonly { name: string; flags: number; metric: number }[]): string | null {
  const usable = routes.filter(({ flags }) => (flags & up) !== 0 && (flags & reject) === 0)
  return usable.reduce(
    (best, next) => (next.metric < best.metric ? next : best),
    usable[0] ?? { name: null, metric: 0 },
  ).name
}

const complete = 0x2

/**
 * How many hardware addresses the complete entries of the ARP table have, by interface.
 * @see man 5 proc_pid_net, /proc/net/arp
 */
export function parseNeighbours(arp: string): Map<string, number> {
  const addresses = new Map<string, Set<string>>()
  for (const line of arp.split('\n').slice(1)) {
    const [, , flags, address, , name] = line.trim().split(/\s+/)
    if (!name || !address || (Number(flags) & complete) === 0) continue
    addresses.set(name, (addresses.get(name) ?? new Set()).add(address))
  }
  return new Map([...addresses].map(([name, { size }]) => [name, size]))
}
