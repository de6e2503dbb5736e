import type { PowerAction, PowerState } from '@home-zenith/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Power, RotateCw } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { interruptionsQuery, lastRebootQuery } from '../api/power.ts'
import { serverQuery } from '../api/queries.ts'
import { useServices, useSession } from '../app-context.ts'
import { formatDuration } from '../format.ts'
import { power as texts } from '../messages/power.ts'

const PowerDialog = lazy(async () => ({ default: (await import('../power/power-dialog.tsx')).PowerDialog }))

const actions = [
  { action: 'reboot', Icon: RotateCw },
  { action: 'shutdown', Icon: Power },
] as const

/** The way to reboot or shut down the machine, what stands in it, and what happened the last time. */
export function PowerControls() {
  const { session } = useServices()
  const state = useSession()
  const { data: server } = useQuery(serverQuery(session))
  const { data: last } = useQuery(lastRebootQuery(session))
  const [asked, setAsked] = useState<PowerAction | null>(null)
  if (!server || state.phase !== 'signed_in') return null
  const { user } = state
  const { power, hostname } = server
  const isAdmin = user.role === 'admin'
  return (
    <section
      aria-label={texts.title}
      className="card flex min-w-0 flex-wrap content-start items-center gap-x-6 gap-y-4"
    >
      <div className="min-w-0 grow basis-72">
        <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
          {texts.title}
          {power.mode === 'dry-run' && <span className="tag">{texts.trial}</span>}
        </h2>
        {last !== undefined && (
          <p className="text-muted mt-1 text-sm break-words">
            {last
              ? texts.last(
                  last.message,
                  formatDuration((session.nowMs() - Date.parse(last.until ?? last.timestamp)) / 1000),
                )
              : texts.never}
          </p>
        )}
        {isAdmin ? <Obstacle power={power} /> : <p className="text-muted mt-1 text-sm">{texts.adminOnly}</p>}
      </div>
      {isAdmin && power.available && (
        <div className="flex flex-wrap gap-3">
          {actions.map(({ action, Icon }) => (
            <button
              key={action}
              type="button"
              className="button-secondary flex items-center gap-2"
              disabled={power.pending !== null}
              onClick={() => setAsked(action)}
            >
              <Icon className="size-4" aria-hidden />
              {texts.open[action]}
            </button>
          ))}
        </div>
      )}
      {asked && (
        <Suspense>
          <PowerDialog
            action={asked}
            hostname={hostname}
            isTrial={power.mode === 'dry-run'}
            needsCode={user.totp_enabled}
            onClose={() => setAsked(null)}
          />
        </Suspense>
      )}
    </section>
  )
}

function Obstacle({ power }: { power: PowerState }) {
  const { session } = useServices()
  const cache = useQueryClient()
  if (power.remedy === null) return null
  if (power.mode === 'disabled') return <p className="text-muted mt-1 text-sm">{texts.disabled}</p>
  // Asking what it would interrupt has the server look again whether it could.
  const checkAgain = async () => {
    await cache.fetchQuery(interruptionsQuery(session)).catch(() => undefined)
    await cache.invalidateQueries({ queryKey: serverQuery(session).queryKey })
  }
  return (
    <>
      <p className="text-muted mt-1 text-sm break-words">
        {texts.unavailable} {power.remedy}.
      </p>
      <button type="button" className="button-secondary mt-3" onClick={() => void checkAgain()}>
        {texts.checkAgain}
      </button>
    </>
  )
}
