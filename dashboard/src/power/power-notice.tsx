import type { PowerEvent, PowerPending } from '@home-zenith/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Power, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { dismissPower, powerEventQuery } from '../api/power.ts'
import { ApiError } from '../api/problem.ts'
import { serverQuery } from '../api/queries.ts'
import { useNow, useServices, useSession } from '../app-context.ts'
import { formatClock, formatDuration } from '../format.ts'
import { power } from '../messages/power.ts'

/** On every page: the countdown of what is pending, and what became of it. */
export function PowerNotice() {
  const { session } = useServices()
  const { data: server } = useQuery(serverQuery(session))
  const { data: event } = useQuery(powerEventQuery)
  const pending = server?.power.pending
  if (pending && event?.state !== 'begun')
    return <Countdown pending={pending} isTrial={server.power.mode === 'dry-run'} />
  return event ? <Outcome event={event} /> : null
}

function Countdown({ pending, isTrial }: { pending: PowerPending; isTrial: boolean }) {
  const { session } = useServices()
  const state = useSession()
  useNow()
  const [error, setError] = useState('')
  const momentMs = Date.parse(pending.execute_at)
  const leftSeconds = Math.max(0, Math.ceil((momentMs - session.nowMs()) / 1000))
  const cancel = () => {
    setError('')
    session.call('DELETE', '/api/server/power').catch((thrown: unknown) => {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown.message)
    })
  }
  return (
    <Notice tone="warn">
      <div className="min-w-0 grow basis-52">
        {/* Read out once: the seconds are for the eye. */}
        <p role="status" className="font-semibold">
          {(isTrial ? power.wouldBe : power.waits)[pending.action](formatClock(momentMs))}
          <span aria-hidden>{power.left(formatDuration(leftSeconds))}</span>
        </p>
        <p className="text-muted text-sm break-words">{power.by(pending.requested_by, pending.reason)}</p>
        {error && (
          <p role="alert" className="text-bad text-sm">
            {error}
          </p>
        )}
      </div>
      {state.phase === 'signed_in' && state.user.role === 'admin' && (
        <button type="button" className="button-secondary shrink-0" onClick={cancel}>
          {power.cancel}
        </button>
      )}
    </Notice>
  )
}

function Outcome({ event }: { event: PowerEvent }) {
  const cache = useQueryClient()
  const { state, action, mode, message } = event
  if (state === 'scheduled') return null
  const isGoing = state === 'begun' && mode !== 'dry-run'
  const text =
    state === 'begun'
      ? mode === 'dry-run'
        ? power.trialOver
        : power.begun[action]
      : power[state][action](message ?? '')
  return (
    <Notice tone={state === 'failed' ? 'bad' : isGoing ? 'warn' : 'muted'}>
      <p role="status" className="min-w-0 flex-1 font-medium break-words">
        {text}
      </p>
      {!isGoing && (
        <button type="button" aria-label={power.close} className="icon-button" onClick={() => dismissPower(cache)}>
          <X className="size-5" aria-hidden />
        </button>
      )}
    </Notice>
  )
}

const tones = {
  bad: { border: 'border-bad', icon: 'text-bad' },
  warn: { border: 'border-warn', icon: 'text-warn' },
  muted: { border: '', icon: 'text-muted' },
}

/** Stays in sight, however far down the page it was ordered. */
function Notice({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  const { border, icon } = tones[tone]
  return (
    <aside
      aria-label={power.noticeLabel}
      data-testid="power-notice"
      className={`card sticky top-2 z-20 mb-4 flex items-center gap-4 p-4 ${border}`}
    >
      <Power className={`size-6 shrink-0 ${icon}`} aria-hidden />
      <div className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-4 gap-y-3">{children}</div>
    </aside>
  )
}
