import { type HistoryQuery, momentToMs } from '@home-zenith/contract'
import { ProblemError } from '../platform/problem.ts'

/** A resolution that is kept; the raw one has the family's interval as its step. */
export interface Tier {
  resolution: 'raw' | '1m' | '15m' | '1h'
  stepSeconds: number
}

export interface Range {
  /** Moved to step boundaries: inclusive. */
  fromMs: number
  /** Moved to step boundaries: exclusive. */
  toMs: number
  tier: Tier
  stepSeconds: number
}

const dayMs = 86_400_000
const mostPoints = 50_000

/**
 * The range and the step that answer a query: for `auto` the smallest whole multiple of a tier that gives at most
 * `points`, or as many of each of `seriesCount` series as fit into one answer; else the step of the resolution asked for.
 * @throws 400 `invalid_request` for a range that is none, 400 `too_many_points`
 */
export function chooseStep(
  query: Omit<HistoryQuery, 'series'>,
  tiers: readonly Tier[],
  nowMs: number,
  seriesCount = 1,
): Range {
  const mostOfEach = mostPoints / Math.max(1, seriesCount)
  const toMs = query.to === undefined ? nowMs : momentToMs(query.to, nowMs)
  const lengthMs = query.hours === undefined ? dayMs : query.hours * 3_600_000
  const fromMs = query.from === undefined ? toMs - lengthMs : momentToMs(query.from, nowMs)
  if (fromMs < 0) throw invalid(query.hours === undefined ? 'from' : 'hours', 'reaches back before 1970')
  if (fromMs >= toMs) throw invalid('from', 'is not before to')

  if (query.resolution === 'auto') {
    return chooseAutomatically(fromMs, toMs, Math.max(1, Math.min(query.points, Math.floor(mostOfEach))), tiers)
  }
  const tier = tiers.find(({ resolution }) => resolution === query.resolution)
  if (!tier)
    throw invalid('resolution', `is one of ${['auto', ...tiers.map(({ resolution }) => resolution)].join(', ')}`)
  const range = { ...align(fromMs, toMs, tier.stepSeconds), tier, stepSeconds: tier.stepSeconds }
  if (countOf(range) > mostOfEach) throw tooMany(fromMs, toMs, tiers, mostOfEach)
  return range
}

function chooseAutomatically(fromMs: number, toMs: number, points: number, tiers: readonly Tier[]): Range {
  const candidates = tiers.map((tier) => {
    // Moving both ends to boundaries may add a step to the range: then the next multiple fits.
    for (let multiple = Math.max(1, Math.ceil((toMs - fromMs) / 1000 / tier.stepSeconds / points)); ; multiple += 1) {
      const stepSeconds = tier.stepSeconds * multiple
      const range = { ...align(fromMs, toMs, stepSeconds), tier, stepSeconds }
      if (countOf(range) <= points) return range
    }
  })
  return candidates.reduce((best, next) => (next.stepSeconds < best.stepSeconds ? next : best))
}

function align(fromMs: number, toMs: number, stepSeconds: number): { fromMs: number; toMs: number } {
  const stepMs = stepSeconds * 1000
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs }
}

function countOf({ fromMs, toMs, stepSeconds }: Range): number {
  return (toMs - fromMs) / (stepSeconds * 1000)
}

function tooMany(fromMs: number, toMs: number, tiers: readonly Tier[], mostOfEach: number): ProblemError {
  const fits = tiers.find((tier) => (toMs - fromMs) / 1000 / tier.stepSeconds < mostOfEach)
  const instead = `resolution=${fits?.resolution ?? 'auto'}`
  const detail = `This range has more than ${mostPoints} points at this resolution. Ask for ${instead}, a shorter range${mostOfEach < mostPoints ? ', or one series' : ''}.`
  return new ProblemError('too_many_points', detail, {
    errors: [{ path: 'resolution', message: `ask for ${instead}` }],
  })
}

function invalid(path: string, message: string): ProblemError {
  return new ProblemError('invalid_request', `The query does not fit. ${path}: ${message}`, {
    errors: [{ path, message }],
  })
}
