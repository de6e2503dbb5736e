// Numbers come in base units and unrounded; everything that a person reads is made here.

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
/** What stands where there is no value. */
export const missing = '–'

type Value = number | null | undefined

/** Three significant digits: 0.95, 9.53, 95.3, 953. */
function brief(value: number): string {
  // 99.96 is rounded to 100, not to 100.0.
  const digits = value === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return value.toFixed(digits)
}

/** Bytes in the largest binary unit that leaves a number of at least 1. */
export function formatBytes(bytes: Value): string {
  if (bytes == null) return missing
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  // 1023.9 KiB would round to "1024 KiB".
  if (value >= 999.5 && power < units.length - 1) return `${brief(value / 1024)} ${units[power + 1]}`
  return `${power === 0 ? Math.round(value) : brief(value)} ${units[power]}`
}

/** By how many bytes something grew or shrank. */
export function formatChange(bytes: number): string {
  return bytes === 0 ? '±0 B' : `${bytes < 0 ? '−' : '+'}${formatBytes(Math.abs(bytes))}`
}

/** A mark of an axis: without zeros that say nothing. */
export function formatByteTick(bytes: number): string {
  const [number, unit] = formatBytes(bytes).split(' ')
  return `${Number(number)} ${unit}`
}

export function formatSpeedTick(bytesPerSecond: number): string {
  return `${formatByteTick(bytesPerSecond)}/s`
}

export function formatPercentTick(percent: number): string {
  return `${percent} %`
}

export function formatSpeed(bytesPerSecond: Value): string {
  return bytesPerSecond == null ? missing : `${formatBytes(bytesPerSecond)}/s`
}

/** A link's speed as it is sold: bits per second, by the thousand. */
export function formatBitrate(bytesPerSecond: Value): string {
  if (bytesPerSecond == null) return missing
  const megabits = (bytesPerSecond * 8) / 1e6
  return megabits < 1000 ? `${brief(megabits)} Mbit/s` : `${Number((megabits / 1000).toFixed(1))} Gbit/s`
}

export function formatPercent(percent: Value): string {
  if (percent == null) return missing
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`
}

export function formatCelsius(celsius: Value): string {
  return celsius == null ? missing : `${celsius.toFixed(1)} °C`
}

/** As short as a sample takes: 0.42 ms, 12.0 ms. */
export function formatMilliseconds(milliseconds: Value): string {
  return milliseconds == null ? missing : `${brief(milliseconds)} ms`
}

export function formatLoad(load: Value): string {
  return load == null ? missing : load.toFixed(2)
}

/** The two largest parts of a duration: 3 d 4 h, 4 h 12 min, 12 min, 45 s. */
export function formatDuration(seconds: Value): string {
  if (seconds == null) return missing
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`
}

/** How far off something is that is only estimated: no finer than days, months from two of them on, years from two. */
export function formatDistance(seconds: number): string {
  const days = seconds / 86_400
  if (days < 1) return '< 1 day'
  if (days < 60) return `${Math.floor(days)} ${days < 2 ? 'day' : 'days'}`
  return days < 730 ? `${Math.floor(days / 30.44)} months` : `${Math.floor(days / 365.25)} years`
}

/** Used as a percentage of total; null where either is missing or there is nothing to use. */
export function share(used: Value, total: Value): number | null {
  return used == null || total == null || total <= 0 ? null : (used / total) * 100
}

const dayMs = 86_400_000

// Made at the first use, for that takes some milliseconds, and kept.
function timeFormat(options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  let format: Intl.DateTimeFormat | undefined
  return () => {
    format ??= new Intl.DateTimeFormat(undefined, options)
    return format
  }
}
const dayAndMonth = { month: 'short', day: 'numeric' } as const
const hourAndMinute = { hour: '2-digit', minute: '2-digit' } as const
const time = timeFormat(hourAndMinute)
const second = timeFormat({ ...hourAndMinute, second: '2-digit' })
const day = timeFormat(dayAndMonth)
const month = timeFormat({ month: 'short', year: 'numeric' })
const moment = timeFormat({ dateStyle: 'medium', timeStyle: 'medium' })
const stretch = timeFormat({ ...dayAndMonth, ...hourAndMinute })
const longStretch = timeFormat({ ...dayAndMonth, ...hourAndMinute, year: 'numeric' })

/** A mark of a time axis in this device's time zone; between marks lie `stepSeconds`. */
export function formatTimeTick(seconds: number, stepSeconds: number): string {
  const date = new Date(seconds * 1000)
  const stepMs = stepSeconds * 1000
  if (stepMs >= 27 * dayMs) return month().format(date)
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0
  if (stepMs >= dayMs || isMidnight) return day().format(date)
  return (stepMs < 60_000 ? second : time)().format(date)
}

/** The time of day in this device's time zone, to the second. */
export function formatClock(ms: number): string {
  return second().format(ms)
}

/** A moment in this device's time zone, to the second. */
export function formatMoment(ms: number): string {
  return moment().format(ms)
}

/** From when to when; the years only where they differ. */
export function formatSpan(fromMs: number, toMs: number): string {
  const isOneYear = new Date(fromMs).getFullYear() === new Date(toMs).getFullYear()
  return (isOneYear ? stretch : longStretch)().formatRange(fromMs, toMs)
}

/** A moment as an input for local times takes it. */
export function formatTimeInput(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000
  return new Date(ms - offsetMs).toISOString().slice(0, 16)
}
