import type { Hardware, ServerInfo } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { latestQuery, serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Facts } from '../components/facts.tsx'
import { Interfaces } from '../components/interfaces.tsx'
import { Page } from '../components/page.tsx'
import { Widget } from '../components/widget.tsx'
import { formatBytes, formatMoment, formatTemperature, missing } from '../format.ts'
import { Mounts } from '../machine/mounts.tsx'
import { machine } from '../messages/machine.ts'
import { messages } from '../messages.ts'
import { useShared } from '../use-shared.ts'

/** What the machine is: its parts, its sensors, its file systems and networks. */
export function Machine() {
  const { session } = useServices()
  const { data: server, error } = useQuery(serverQuery(session))
  const { data: network, dataUpdatedAt, error: networkError } = useShared(latestQuery(session, 'network'))
  return (
    <Page title={messages.pages.machine}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[repeat(2,minmax(0,1fr))]">
        <section className="card" aria-label={machine.about}>
          <h2 className="mb-4 font-semibold">{machine.about}</h2>
          {server ? <About server={server} /> : <p role="status">{error?.message ?? messages.loading}</p>}
        </section>
        <Mounts />
        {server?.hardware && <Parts hardware={server.hardware} />}
        <Sensors />
        <Widget
          title={machine.interfaces}
          updatedMs={dataUpdatedAt}
          intervalMs={10_000}
          error={networkError}
          className="xl:col-span-2"
        >
          {network && <Interfaces interfaces={network.interfaces} />}
          <p className="text-muted mt-3 text-xs">{messages.networkWidget.devicesLimit}</p>
        </Widget>
      </div>
    </Page>
  )
}

function About({ server }: { server: ServerInfo }) {
  const { hardware } = server
  const physical = hardware?.cpu.physical_cores ?? null
  const facts = {
    hostname: server.hostname,
    os: server.os,
    kernel: server.kernel,
    architecture: server.architecture,
    maker: [hardware?.manufacturer, hardware?.model].filter(Boolean).join(' '),
    board: hardware?.board,
    bios: hardware?.bios,
    hypervisor: hardware?.hypervisor,
    cpu: [
      server.cpu_model,
      server.cpu_cores !== null &&
        (physical === null || physical === server.cpu_cores
          ? messages.cores(server.cpu_cores)
          : machine.cores(String(physical), String(server.cpu_cores))),
    ]
      .filter(Boolean)
      .join(' · '),
    memory: formatBytes(server.memory_total),
    graphics: hardware?.graphics
      .map(({ manufacturer, model }) => [manufacturer, model].filter(Boolean).join(' '))
      .join(', '),
    boot: server.boot_time && formatMoment(Date.parse(server.boot_time)),
    version: server.version,
  } satisfies Record<keyof typeof machine.facts, string | null | undefined>
  return (
    <Facts
      facts={(Object.keys(facts) as (keyof typeof facts)[])
        .filter((name) => facts[name])
        .map((name) => [machine.facts[name], facts[name]] as const)}
    />
  )
}

function Parts({ hardware: { disks, memory } }: { hardware: Hardware }) {
  const titles = machine.disks
  return (
    <section className="card" aria-label={titles.title}>
      <h2 className="mb-4 font-semibold">{titles.title}</h2>
      {disks.length === 0 ? (
        <p className="text-muted text-sm">{machine.noDrives}</p>
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th>{titles.device}</th>
              <th>{titles.name}</th>
              <th className="number">{titles.size}</th>
            </tr>
          </thead>
          <tbody>
            {disks.map(({ device, name, type, interface: bus, size }) => (
              <tr key={device}>
                <td className="font-medium">{device}</td>
                <td>
                  <p className="break-words">{name ?? missing}</p>
                  <p className="text-muted text-xs">{[type, bus].filter(Boolean).join(' · ')}</p>
                </td>
                <td className="number">{formatBytes(size)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {memory.length > 0 && (
        <>
          <h3 className="mt-6 mb-2 text-sm font-semibold">{machine.modules}</h3>
          <ul className="text-sm">
            {memory.map(({ size, type }, slot) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a module has no name but its slot
              <li key={slot} className="border-line flex justify-between border-t py-2">
                <span>{formatBytes(size)}</span>
                <span className="text-muted">{type}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Sensors() {
  const { session } = useServices()
  const { data: sample, dataUpdatedAt, error } = useShared(latestQuery(session, 'system'))
  return (
    <Widget title={machine.sensors} updatedMs={dataUpdatedAt} intervalMs={5000} error={error}>
      {sample?.temperatures.length === 0 ? (
        <p className="text-muted text-sm">{machine.noSensors}</p>
      ) : (
        <ul className="text-sm">
          {sample?.temperatures.map(({ sensor, celsius }) => (
            <li key={sensor} className="border-line flex justify-between gap-4 border-t py-2 first:border-t-0">
              <span className="min-w-0 break-words">{sensor}</span>
              <span className="font-semibold whitespace-nowrap">{formatTemperature(celsius)}</span>
            </li>
          ))}
        </ul>
      )}
    </Widget>
  )
}
