/** A sensor as the kernel calls it. */
export interface SensorSource {
  kind: 'hwmon' | 'thermal'
  /** The driver, or the type of a thermal zone. */
  chip: string
  /** The driver's name of the value; null without one. */
  label: string | null
}

interface Rule extends Partial<Pick<SensorSource, 'kind'>> {
  chip: RegExp
  /** Of the label, an empty one where the driver gives none. */
  label?: RegExp
}

// The best first: the die as the CPU's own driver gives it, the SoC's zone, then what a board's controller calls CPU.
// A Tctl may have an offset for the fan's sake; where it has, there is a Tdie too.
const rules: readonly Rule[] = [
  { kind: 'hwmon', chip: /^coretemp$/, label: /^(Package|Physical) id / },
  { kind: 'hwmon', chip: /^(k10temp|zenpower)$/, label: /^Tdie$/ },
  { kind: 'hwmon', chip: /^(k10temp|zenpower)$/, label: /^(Tctl)?$/ },
  { chip: /^cpu[-_\d]*thermal$/ },
  { kind: 'hwmon', chip: /^(k8temp|via_cputemp)$/ },
  { chip: /^soc[-_\d]*thermal$/ },
  { kind: 'thermal', chip: /^x86_pkg_temp$/ },
  { kind: 'hwmon', chip: /^coretemp$/ },
  { kind: 'thermal', chip: /^(soc_dts\d+|TCPU|B0D4)$/ },
  { kind: 'hwmon', chip: /^(?!nvme|drivetemp|amdgpu|radeon|nouveau)/, label: /^CPU( Package| Temp(erature)?)?$/i },
]

/**
 * How well a sensor stands for the CPU's temperature, 0 best; null: it measures something else, or nobody knows what.
 * @see Documentation/hwmon/coretemp.rst, k10temp.rst
 */
export function rankCpuSensor({ kind, chip, label }: SensorSource): number | null {
  const rank = rules.findIndex(
    (rule) => (rule.kind ?? kind) === kind && rule.chip.test(chip) && (rule.label?.test(label ?? '') ?? true),
  )
  return rank < 0 ? null : rank
}
