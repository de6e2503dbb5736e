import { parentPort } from 'node:worker_threads'
import type { Hardware } from '@home-zenith/contract'
import { baseboard, bios, cpu, diskLayout, graphics, memLayout, system } from 'systeminformation'

// What it says where it does not know; the second because of a file in /, not of the machine.
const unknown = new Set([
  '',
  'docker container',
  '-',
  'unknown',
  'none',
  'default string',
  'to be filled by o.e.m.',
  'not specified',
])

const text = (value: string | null | undefined) =>
  value && !unknown.has(value.trim().toLowerCase()) ? value.trim() : null
const joined = (...values: (string | null | undefined)[]) => values.map(text).filter(Boolean).join(' ') || null
const positive = (value: number | null | undefined, unit: number) => (value && value > 0 ? value * unit : null)

async function read(): Promise<Hardware> {
  const [machine, board, firmware, processor, modules, disks, cards] = await Promise.all([
    system(),
    baseboard(),
    bios(),
    cpu(),
    memLayout(),
    diskLayout(),
    graphics(),
  ])
  return {
    manufacturer: text(machine.manufacturer),
    model: joined(machine.model, machine.version),
    board: joined(board.manufacturer, board.model, board.version),
    bios: joined(firmware.vendor, firmware.version, firmware.releaseDate),
    hypervisor: machine.virtual ? text(machine.virtualHost) : null,
    cpu: {
      manufacturer: text(processor.manufacturer),
      brand: text(processor.brand),
      physical_cores: positive(processor.physicalCores, 1),
      speed_max: positive(processor.speedMax, 1e9),
    },
    memory: modules
      // Without the firmware's tables it tells one module without a name: that is a guess.
      .filter(({ type }) => text(type) !== null)
      .map(({ size, type, clockSpeed }) => ({ size, type: text(type), speed: positive(clockSpeed, 1e6) })),
    disks: disks.map(({ device, name, type, interfaceType, size }) => ({
      device,
      name: text(name),
      type: text(type),
      interface: text(interfaceType),
      size: positive(size, 1),
    })),
    graphics: cards.controllers.map(({ vendor, model, vram }) => ({
      manufacturer: text(vendor),
      model: text(model),
      memory: positive(vram, 2 ** 20),
    })),
  }
}

parentPort?.postMessage(await read())
