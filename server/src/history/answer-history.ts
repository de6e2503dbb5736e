import type { HistoryQuery } from '@home-zenith/contract'
import type { Column, Family, Series } from '../metrics/family.ts'
import type { PrismaClient } from '../platform/database/index.ts'
import { ProblemError } from '../platform/problem.ts'
import { chooseStep, type Range, type Tier } from './choose-step.ts'
import { findSeries } from './find-series.ts'
import { type HistoryRequest, readHistory, readSeriesHistory } from './read-history.ts'
import { renderColumns, renderPoints } from './render-history.ts'
import { listSeries } from './series-names.ts'

/**
 * The answer to a history query as the text of its JSON.
 * @param latest this machine's newest sample, which tells the default series
 * @throws 400 `invalid_request`, `too_many_points`
 */
export async function answerHistory(
  prisma: PrismaClient,
  family: Family,
  hostId: number,
  query: HistoryQuery,
  latest: { timestamp: string } | undefined,
): Promise<string> {
  const { series } = family.table
  const render = query.format === 'columns' ? renderColumns : renderPoints
  const columns = chooseColumns(family.table.columns, query.fields)
  const choose = (count?: number) => chooseStep(query, tiersOf(family), Date.now(), count)
  const requestFor = (range: Range, ids?: readonly number[]): HistoryRequest => ({
    table: family.table.name,
    hostId,
    columns,
    range,
    isAggregated: range.stepSeconds * 1000 > family.intervalMs,
    ...(series && ids ? { series: { column: series.column, ids } } : {}),
  })
  if (!series) {
    const range = choose()
    return answer(family, hostId, range, {}, render(await readHistory(prisma, requestFor(range)), range))
  }

  const wanted = query.series ?? series.choose(latest)
  if (wanted === '*') {
    const all = await listSeries(prisma, series, hostId, choose())
    const range = choose(all.length)
    const ids = all.map(({ id }) => id)
    const columnsOf = await readSeriesHistory(prisma, requestFor(range, ids))
    const entries = all.flatMap(({ id, labels }) => {
      const found = columnsOf.get(id)
      return found ? [`${JSON.stringify(namesOf(series, labels)).slice(0, -1)},${render(found, range)}}`] : []
    })
    return answer(family, hostId, range, {}, `"series":[${entries.join(',')}]`)
  }

  const range = choose()
  const found = wanted === null ? [] : await findSeries(prisma, family, hostId, wanted, latest)
  if (query.series !== undefined && found.length === 0) throw unknownSeries(series, query.series)
  const request = requestFor(
    range,
    found.map(({ id }) => id),
  )
  const history = await readHistory(prisma, request)
  return answer(family, hostId, range, { [series.parameter]: wanted }, render(history, range))
}

function tiersOf(family: Family): Tier[] {
  return [
    { resolution: 'raw', stepSeconds: family.intervalMs / 1000 },
    { resolution: '1m', stepSeconds: 60 },
    { resolution: '15m', stepSeconds: 900 },
    { resolution: '1h', stepSeconds: 3600 },
  ]
}

function answer(family: Family, host: number, range: Range, chosen: object, rest: string): string {
  const head = {
    family: family.name,
    host,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    resolution: range.tier.resolution,
    step_seconds: range.stepSeconds,
    ...chosen,
  }
  return `${JSON.stringify(head).slice(0, -1)},${rest}}`
}

/** The value that chooses a series, and its names. */
function namesOf({ parameter, labels }: Series<never>, values: readonly string[]): Record<string, string> {
  const names = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']))
  return { [parameter]: values[0] ?? '', ...names }
}

function unknownSeries({ parameter }: Series<never>, wanted: string): ProblemError {
  const message = `there is no ${JSON.stringify(wanted)}; * gives all there are`
  return new ProblemError('invalid_request', `The query does not fit. ${parameter}: ${message}`, {
    errors: [{ path: parameter, message }],
  })
}

function chooseColumns(columns: readonly Column[], fields: string | undefined): readonly Column[] {
  if (fields === undefined) return columns
  const wanted = new Set(fields.split(','))
  const unknown = [...wanted].filter((name) => !columns.some((column) => column.name === name))
  if (unknown.length === 0) return columns.filter(({ name }) => wanted.has(name))
  const message = `${unknown.map((name) => JSON.stringify(name)).join(', ')} is not among ${columns.map(({ name }) => name).join(', ')}`
  throw new ProblemError('invalid_request', `The query does not fit. fields: ${message}`, {
    errors: [{ path: 'fields', message }],
  })
}
