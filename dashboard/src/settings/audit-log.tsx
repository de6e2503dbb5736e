import type { AuditLine } from '@home-zenith/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { auditQuery } from '../api/account.ts'
import { useServices } from '../app-context.ts'
import { Field } from '../components/field.tsx'
import { Form, FormError } from '../components/form.tsx'
import { Select } from '../components/select.tsx'
import { formatMoment, formatTimeInput, parseTimeInput } from '../format.ts'
import { settings } from '../messages/settings.ts'
import { Card } from './card.tsx'

const { audit } = settings
const filterNames = ['from', 'to', 'actor', 'action'] as const
const actionOptions = [['', audit.anything], ...Object.entries(audit.actions)] as const

type Filter = Partial<Record<(typeof filterNames)[number], string>>

/** Who did what; for admins. What is asked for is in the page's address. */
export function AuditLog() {
  const { session } = useServices()
  const search = useSearch()
  const filter = readFilter(search)
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(auditQuery(session, filter))
  const lines = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      <FilterForm key={search} filter={filter} />
      <Card title={audit.title}>
        {error && <FormError>{error.message}</FormError>}
        <ul className="divide-line divide-y" aria-busy={isFetching}>
          {lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
        {!error && lines.length === 0 && (
          <p role="status" className="text-muted text-sm">
            {data ? audit.none : audit.loading}
          </p>
        )}
        {hasNextPage && (
          <button type="button" className="button-secondary" disabled={isFetching} onClick={() => void fetchNextPage()}>
            {audit.more}
          </button>
        )}
      </Card>
    </>
  )
}

function readFilter(search: string): Filter {
  const query = new URLSearchParams(search)
  return Object.fromEntries(filterNames.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])))
}

function show(filter: Filter): void {
  const query = new URLSearchParams(filter)
  navigate(`${location.pathname}${query.size > 0 ? `?${query}` : ''}`)
}

function FilterForm({ filter }: { filter: Filter }) {
  async function submit({ from = '', to = '', actor = '', action = '' }: Record<string, string>) {
    const moment = (text: string) => text && new Date(parseTimeInput(text)).toISOString()
    const given = { from: moment(from), to: moment(to), actor: actor.trim(), action }
    show(Object.fromEntries(Object.entries(given).filter(([, value]) => value)))
  }
  return (
    <Card title={audit.filter}>
      <Form
        submit={audit.submit}
        aria-label={audit.filter}
        onSubmit={submit}
        aside={
          Object.keys(filter).length > 0 && (
            <button type="button" className="button-secondary" onClick={() => show({})}>
              {audit.clear}
            </button>
          )
        }
      >
        {(errors) => (
          <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2 lg:grid-cols-4">
            <Field
              name="from"
              type="datetime-local"
              label={audit.from}
              defaultValue={inputOf(filter.from)}
              error={errors.from}
            />
            <Field
              name="to"
              type="datetime-local"
              label={audit.to}
              defaultValue={inputOf(filter.to)}
              error={errors.to}
            />
            <Field
              name="actor"
              label={audit.actor}
              hint={audit.actorHint}
              autoComplete="off"
              autoCapitalize="none"
              defaultValue={filter.actor}
              error={errors.actor}
            />
            <Select name="action" label={audit.action} options={actionOptions} defaultValue={filter.action} />
          </div>
        )}
      </Form>
    </Card>
  )
}

/** A moment of the address in an input: empty when it is none, which the server's answer then tells. */
function inputOf(moment?: string): string {
  const ms = Date.parse(moment ?? '')
  return Number.isNaN(ms) ? '' : formatTimeInput(ms)
}

function describe(action: string, name: string, value: unknown): string {
  if (value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const known = name.endsWith('_at') ? formatMoment(Date.parse(text)) : text
  return (audit.details[`${action}.${name}`] ?? audit.details[name])?.(known) ?? `${name}: ${known}`
}

function Line({ line }: { line: AuditLine }) {
  const { timestamp, actor, action, target, address, detail } = line
  const more = Object.entries(detail ?? {}).map(([name, value]) => describe(action, name, value))
  return (
    <li className="py-3">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span className="min-w-0 font-medium break-words">
          {audit.actions[action]}
          {target && `: ${target}`}
        </span>
        <time dateTime={timestamp} className="text-muted text-sm">
          {formatMoment(Date.parse(timestamp))}
        </time>
      </p>
      <p className="text-muted text-sm break-words">
        {[actor ?? audit.nobody, address, ...more].filter(Boolean).join(' · ')}
      </p>
    </li>
  )
}
