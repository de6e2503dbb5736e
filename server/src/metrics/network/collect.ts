import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { NetworkInterface, NetworkSample } from '@home-zenith/contract'
import {
  type Machine,
  ownFolder,
  parseDefaultRoute,
  parseDefaultRoute6,
  parseInterfaces,
  parseNeighbours,
  readText,
} from '../../sources/index.ts'
import type { Collector } from '../family.ts'
import { RateTracker } from '../rates.ts'
import { LinkSpeedMeter } from './link-speed.ts'

/** Reads the network's counters, routes and neighbours from procfs. */
export function createNetworkCollector(machine: Machine): Collector<NetworkSample> {
  const { procfs, sysfs } = machine.roots
  const folder = join(ownFolder(procfs), 'net')
  const tracker = new RateTracker<'received' | 'sent'>(['received', 'sent'])
  const linkSpeeds = new LinkSpeedMeter(machine)
  const read = (name: string) => readText(join(folder, name))

  function readInterfaces() {
    const found = [...parseInterfaces(read('dev') ?? '')]
      .filter(([name]) => name !== 'lo' && !name.startsWith('veth'))
      .map(([name, counters]) => ({ name, counters, identity: identityOf(join(sysfs, 'class/net', name)) ?? name }))
    const rates = tracker.update(
      new Map(found.map(({ identity, counters }) => [identity, counters])),
      machine.monotonicMs(),
    )
    return found.map(({ name, identity }) => ({ name, identity, rates: rates.get(identity) }))
  }

  return {
    async prime() {
      readInterfaces()
    },
    async collect() {
      const found = readInterfaces()
      const arp = read('arp')
      const neighbours = arp === null ? null : parseNeighbours(arp)
      const defaultName = parseDefaultRoute(read('route') ?? '') ?? parseDefaultRoute6(read('ipv6_route') ?? '')
      const speeds = await linkSpeeds.measure(found)
      const interfaces = found.map(
        ({ name, identity, rates }): NetworkInterface => ({
          interface_name: name,
          is_default: name === defaultName,
          download_speed: rates?.received ?? null,
          upload_speed: rates?.sent ?? null,
          connected_devices: neighbours && (neighbours.get(name) ?? 0),
          link_speed: speeds.get(identity) ?? null,
        }),
      )
      const outer = interfaces.find(({ is_default }) => is_default)
      return {
        interface_name: outer?.interface_name ?? null,
        download_speed: outer?.download_speed ?? null,
        upload_speed: outer?.upload_speed ?? null,
        connected_devices: outer?.connected_devices ?? null,
        interfaces,
      }
    },
  }
}

// The kernel numbers each entry of sysfs once: the same after a renaming, another when a name is given anew. A name
// alone would give one interface the counters of another.
function identityOf(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : null
}
