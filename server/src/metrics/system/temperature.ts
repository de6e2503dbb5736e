import { findSensors, type Machine, parseCelsius, type Sensor } from '../../sources/index.ts'

export interface Temperatures {
  /** The CPU's, in degrees Celsius; null when no sensor is known to be its. */
  temperature: number | null
  temperatures: { sensor: string; celsius: number }[]
}

/** Reads all temperature sensors; those that fail or say what cannot be are left out. */
export class Thermometer {
  private sensors: Sensor[] | undefined
  private readonly answered = new Set<string>()

  /** @param mayAsk whether a spinning disk may be asked now, or should be left to sleep */
  constructor(
    private readonly machine: Machine,
    private readonly mayAsk: (disk: string) => boolean,
  ) {}

  async measure(): Promise<Temperatures> {
    this.sensors ??= findSensors(this.machine.roots.sysfs)
    const asked = this.sensors.filter(({ spinningDisk }) => spinningDisk === null || this.mayAsk(spinningDisk))
    const celsius = await Promise.all(asked.map((sensor) => this.read(sensor)))
    const read = asked.flatMap((sensor, index) => {
      const value = celsius[index] ?? null
      return value === null ? [] : [{ sensor, celsius: value }]
    })
    return {
      temperature: cpuTemperature(read),
      temperatures: read.map(({ sensor, celsius }) => ({ sensor: sensor.name, celsius })),
    }
  }

  /** Looks for sensors again before the next reading. */
  rediscover(): void {
    this.sensors = undefined
  }

  private async read({ path }: Sensor): Promise<number | null> {
    try {
      const text = await this.machine.readSlowFile(path)
      this.answered.add(path)
      return parseCelsius(text)
    } catch {
      // If its device is gone, its number may be given to another one.
      if (this.answered.delete(path)) this.rediscover()
      return null
    }
  }
}

export function cpuTemperature(read: readonly { sensor: Sensor; celsius: number }[]): number | null {
  let best: { rank: number; celsius: number } | null = null
  for (const { sensor, celsius } of read) {
    if (sensor.cpuRank === null || (best && best.rank <= sensor.cpuRank)) continue
    best = { rank: sensor.cpuRank, celsius }
  }
  return best?.celsius ?? null
}
