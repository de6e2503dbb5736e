import { type HistoryQuery, momentToMs } from '@home-zenith/contract'
import type { Tier } from '../metrics/tiers.ts'
import { invalidQuery, ProblemError } from '../platform/problem.ts'

export interface Range {
  /** Moved to step boundaries: inclusive. */
  fromMs: number
  /** Moved to step boundaries: exclusive. */
  toMs: number
  /** Whose rows answer: the coarsest that is kept and has the step as its multiple. */
  tier: Tier
  stepSeconds: number
}

const dayMs = 86_400_000
// A range that began in time when it was asked for, by another clock, is in time.
const graceMs = 3_600_000
/** The points of an answer in JSON, of all its series together. */
export const mostPoints = 50_000

/**
 * The range and the step that answer a query: for `auto` the smallest whole multiple of a tier still kept that gives at
 * most `points`, or `mostOfEach`; else the step of the resolution asked for.
 * @param tiers from the finest to the coarsest
 * @param mostOfEach points of one series that fit into the answer
 * @throws 400 `invalid_request` for a range that is none, 400 `too_many_points`
 */
export function chooseStep(
  query: Omit<HistoryQuery, 'series'>,
  tiers: readonly Tier[],
  nowMs: number,
  mostOfEach = mostPoints,
): Range {
  const toMs = query.to === undefined ? nowMs : momentToMs(query.to, nowMs)
  const lengthMs = query.hours === undefined ? dayMs : query.hours * 3_600_000
  const fromMs = query.from === undefined ? toMs - lengthMs : momentToMs(query.from, nowMs)
  if (fromMs < 0) throw invalidQuery(query.hours === undefined ? 'from' : 'hours', 'reaches back before 1970')
  if (fromMs >= toMs) throw invalidQuery('from', 'is not before to')

  const kept = tiers.filter((tier) => fromMs >= keptSinceMs(tier, nowMs))
  if (query.resolution === 'auto') {
    return chooseAutomatically(fromMs, toMs, Math.max(1, Math.min(query.points, Math.floor(mostOfEach))), kept)
  }
  const tier = tiers.find(({ resolution }) => resolution === query.resolution)
  if (!tier)
    throw invalidQuery('resolution', `is one of ${['auto', ...tiers.map(({ resolution }) => resolution)].join(', ')}`)
  const range = { ...align(fromMs, toMs, tier.stepSeconds), tier, stepSeconds: tier.stepSeconds }
  if (countOf(range) > mostOfEach) throw tooMany(fromMs, toMs, kept, mostOfEach)
  return range
}

/** From when on a tier is whole: what is dropped is whole days, and no range of a day reads nearly two. */
function keptSinceMs({ keptMs }: Tier, nowMs: number): number {
  if (keptMs === undefined) return 0
  return Math.max(Math.floor((nowMs - keptMs) / dayMs) * dayMs, nowMs - keptMs - graceMs)
}

function chooseAutomatically(fromMs: number, toMs: number, points: number, kept: readonly Tier[]): Range {
  const candidates = kept.map((tier) => {
    // Moving both ends to boundaries may add a step to the range: then the next multiple fits.
    for (let multiple = Math.max(1, Math.ceil((toMs - fromMs) / 1000 / tier.stepSeconds / points)); ; multiple += 1) {
      const stepSeconds = tier.stepSeconds * multiple
      const range = { ...align(fromMs, toMs, stepSeconds), tier, stepSeconds }
      if (countOf(range) <= points) return range
    }
  })
  const best = candidates.reduce((best, next) => (next.stepSeconds < best.stepSeconds ? next : best))
  const divides = (tier: Tier) => best.stepSeconds % tier.stepSeconds === 0
  // Fewer rows give the same answer. Of two with the same step the raw one has the newest.
  const tier = kept.filter(divides).reduce((one, next) => (next.stepSeconds > one.stepSeconds ? next : one))
  return { ...best, tier }
}

function align(fromMs: number, toMs: number, stepSeconds: number): { fromMs: number; toMs: number } {
  const stepMs = stepSeconds * 1000
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs }
}

function countOf({ fromMs, toMs, stepSeconds }: Range): number {
  return (toMs - fromMs) / (stepSeconds * 1000)
}

function tooMany(fromMs: number, toMs: number, kept: readonly Tier[], mostOfEach: number): ProblemError {
  const fits = kept.find((tier) => (toMs - fromMs) / 1000 / tier.stepSeconds < mostOfEach)
  const instead = `resolution=${fits?.resolution ?? 'auto'}`
  const detail = `This range has more than ${mostPoints} points at this resolution. Ask for ${instead}, a shorter range${mostOfEach < mostPoints ? ', one series' : ''}, or format=csv.`
  return new ProblemError('too_many_points', detail, {
    errors: [{ path: 'resolution', message: `ask for ${instead}` }],
  })
}
