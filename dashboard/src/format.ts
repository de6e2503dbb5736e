// Numbers come in base units and unrounded; everything that a person reads is made here.

import { getFormats } from './formats.ts'

interface UnitNames {
  base: 1000 | 1024
  names: readonly string[]
}

const byteUnits: Record<'binary' | 'decimal', UnitNames> = {
  binary: { base: 1024, names: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] },
  decimal: { base: 1000, names: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] },
}
const bitUnits: UnitNames = { base: 1000, names: ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s', 'Pbit/s'] }
/** What stands where there is no value. */
export const missing = '–'

type Value = number | null | undefined

/** Three significant digits: 0.95, 9.53, 95.3, 953. */
function brief(value: number): string {
  // 99.96 is rounded to 100, not to 100.0.
  const digits = value === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return value.toFixed(digits)
}

/** In the largest unit that leaves a number of about 1 or more. */
function scale(value: number, { base, names }: UnitNames): string {
  let power = 0
  // 1023.9 KiB would round to "1024 KiB".
  for (; value >= 999.5 && power < names.length - 1; power += 1) value /= base
  return `${power === 0 ? Math.round(value) : brief(value)} ${names[power]}`
}

export function formatBytes(bytes: Value): string {
  return bytes == null ? missing : scale(bytes, byteUnits[getFormats().bytes])
}

/** By how many bytes something grew or shrank. */
export function formatChange(bytes: number): string {
  return bytes === 0 ? '±0 B' : `${bytes < 0 ? '−' : '+'}${formatBytes(Math.abs(bytes))}`
}

/** A mark of an axis: without zeros that say nothing. */
export function formatByteTick(bytes: number): string {
  return trimZeros(formatBytes(bytes))
}

export function formatSpeedTick(bytesPerSecond: number): string {
  return trimZeros(formatSpeed(bytesPerSecond))
}

export function formatDiskSpeedTick(bytesPerSecond: number): string {
  return trimZeros(formatDiskSpeed(bytesPerSecond))
}

function trimZeros(text: string): string {
  const [number, unit] = text.split(' ')
  return `${Number(number)} ${unit}`
}

export function formatPercentTick(percent: number): string {
  return `${percent} %`
}

export function formatTemperatureTick(celsius: number): string {
  return trimZeros(formatTemperature(celsius))
}

/** The speed of a network. */
export function formatSpeed(bytesPerSecond: Value): string {
  if (bytesPerSecond == null) return missing
  return getFormats().speed === 'bit' ? scale(bytesPerSecond * 8, bitUnits) : formatDiskSpeed(bytesPerSecond)
}

/** The speed of a disk: nobody counts that in bits. */
export function formatDiskSpeed(bytesPerSecond: Value): string {
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

export function formatTemperature(celsius: Value): string {
  if (celsius == null) return missing
  return isFahrenheit() ? `${toFahrenheit(celsius).toFixed(1)} °F` : `${celsius.toFixed(1)} °C`
}

const isFahrenheit = () => getFormats().temperature === 'fahrenheit'
const toFahrenheit = (celsius: number) => celsius * 1.8 + 32
const toCelsius = (fahrenheit: number) => (fahrenheit - 32) / 1.8

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
  return days < 2 * 365.25 ? `${Math.floor(days / 30.44)} months` : `${Math.floor(days / 365.25)} years`
}

/** Used as a percentage of total; null where either is missing or there is nothing to use. */
export function share(used: Value, total: Value): number | null {
  return used == null || total == null || total <= 0 ? null : (used / total) * 100
}

/** Where an axis of base units has its marks, so that they are round in the units that are shown. */
export interface AxisMarks {
  /** How far they may be apart. */
  incrs?: number[]
  /** All of an axis, given its ends and how far they are apart. */
  splits?(plot: unknown, axis: number, least: number, greatest: number, step: number): number[]
}

// Of 1024 only its halves are round: five hundred KiB twice are 0.98 MiB.
const roundCounts = { 1000: [1, 2, 5, 10, 20, 50, 100, 200, 500], 1024: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] }

const stepsOf = (base: keyof typeof roundCounts) =>
  [0, 1, 2, 3, 4].flatMap((power) => roundCounts[base].map((count) => count * base ** power))

export function byteMarks(): { incrs: number[] } {
  return { incrs: stepsOf(byteUnits[getFormats().bytes].base) }
}

export function speedMarks(): { incrs: number[] } {
  return getFormats().speed === 'bit' ? { incrs: stepsOf(bitUnits.base).map((bits) => bits / 8) } : byteMarks()
}

export function temperatureMarks(): AxisMarks {
  if (!isFahrenheit()) return {}
  return {
    incrs: [1, 2, 5, 10, 20, 50].map((step) => step / 1.8),
    splits(_plot, _axis, least, greatest, step) {
      const by = Math.round(step * 1.8)
      const first = Math.ceil(toFahrenheit(least) / by)
      const count = Math.max(0, Math.floor(toFahrenheit(greatest) / by) - first + 1)
      return Array.from({ length: count }, (_, index) => toCelsius((first + index) * by))
    },
  }
}

const dayMs = 86_400_000
// All time zones are apart by such.
const quarterMs = 900_000

// Made at the first use, for that takes some milliseconds, and kept as long as the time zone is the same.
function timeFormat(options: Intl.DateTimeFormatOptions, language?: string): () => Intl.DateTimeFormat {
  let kept: { zone: string | undefined; format: Intl.DateTimeFormat } | undefined
  return () => {
    const { timeZone: zone } = getFormats()
    // Without a language it is the browser's; to name that is unsafe: Chromium's may be "en-US@posix", which is none.
    if (kept?.zone !== zone) kept = undefined
    kept ??= { zone, format: new Intl.DateTimeFormat(language, { ...options, timeZone: zone }) }
    return kept.format
  }
}
const dayAndMonth = { month: 'short', day: 'numeric' } as const
const hourAndMinute = { hour: '2-digit', minute: '2-digit' } as const
const time = timeFormat(hourAndMinute)
const second = timeFormat({ ...hourAndMinute, second: '2-digit' })
const day = timeFormat(dayAndMonth)
const month = timeFormat({ month: 'short', year: 'numeric' })
const minute = timeFormat({ dateStyle: 'medium', timeStyle: 'short' })
const moment = timeFormat({ dateStyle: 'medium', timeStyle: 'medium' })
const stretch = timeFormat({ ...dayAndMonth, ...hourAndMinute })
const longStretch = timeFormat({ ...dayAndMonth, ...hourAndMinute, year: 'numeric' })

const parts = timeFormat(
  {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  },
  'en-US',
)

interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

/** What calendar and clock show at a moment. */
function wallTimeOf(ms: number): WallTime {
  const wall: WallTime = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  for (const { type, value } of parts().formatToParts(ms))
    if (type in wall) wall[type as keyof WallTime] = Number(value)
  return wall
}

/** A date whose local fields are what calendar and clock show, which is how a chart places its marks. */
export function chartDate(seconds: number): Date {
  if (getFormats().timeZone === undefined) return new Date(seconds * 1000)
  const { year, month, day, hour, minute, second } = wallTimeOf(seconds * 1000)
  return new Date(year, month - 1, day, hour, minute, second)
}

/** A mark of a time axis; between marks lie `stepSeconds`. */
export function formatTimeTick(seconds: number, stepSeconds: number): string {
  const ms = seconds * 1000
  const stepMs = stepSeconds * 1000
  if (stepMs >= 27 * dayMs) return month().format(ms)
  if (stepMs >= dayMs || isMidnight(ms)) return day().format(ms)
  return (stepMs < 60_000 ? second : time)().format(ms)
}

function isMidnight(ms: number): boolean {
  // What calendar and clock show is asked of few marks, for it takes longer than to draw one.
  if (ms % quarterMs !== 0) return false
  const { hour, minute } = wallTimeOf(ms)
  return hour === 0 && minute === 0
}

/** The time of day, to the second. */
export function formatClock(ms: number): string {
  return second().format(ms)
}

/** A moment, to the second. */
export function formatMoment(ms: number): string {
  return moment().format(ms)
}

let keptMinute: { at: number; format: Intl.DateTimeFormat; text: string } | undefined

/** A moment, to the minute. */
export function formatMinute(ms: number): string {
  const [at, format] = [Math.floor(ms / 60_000), minute()]
  // With each sample it is the same moment again, and making its text takes as long as drawing a chart's line.
  if (keptMinute?.at !== at || keptMinute.format !== format) keptMinute = { at, format, text: format.format(ms) }
  return keptMinute.text
}

/** From when to when; the years only where one of them is not this year. */
export function formatSpan(fromMs: number, toMs: number): string {
  const { year } = wallTimeOf(Date.now())
  const isThisYear = wallTimeOf(fromMs).year === year && wallTimeOf(toMs).year === year
  return (isThisYear ? stretch : longStretch)().formatRange(fromMs, toMs)
}

/** A moment as an input for local times takes it. */
export function formatTimeInput(ms: number): string {
  return new Date(ms + offsetAt(ms)).toISOString().slice(0, 16)
}

/** The moment that an input for local times has; not a number where it has none. */
export function parseTimeInput(text: string): number {
  const shownMs = Date.parse(`${text}Z`)
  // The difference to UTC is that of the moment itself, which a first guess comes close to.
  return Number.isNaN(shownMs) ? shownMs : shownMs - offsetAt(shownMs - offsetAt(shownMs))
}

/** By how much the clock that is shown is ahead of UTC. */
function offsetAt(ms: number): number {
  const { year, month, day, hour, minute, second } = wallTimeOf(ms)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}
