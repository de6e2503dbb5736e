import type { SessionInfo } from '@home-zenith/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { signInsQuery } from '../api/account.ts'
import { useServices } from '../app-context.ts'
import { FormError } from '../components/form.tsx'
import { formatMoment } from '../format.ts'
import { settings } from '../messages/settings.ts'
import { Card } from './card.tsx'
import { describeDevice } from './device.ts'

const { signIns } = settings

/** Where the user is signed in, and the end of it. */
export function SignIns() {
  const { session } = useServices()
  const cache = useQueryClient()
  const query = signInsQuery(session)
  const { data: all = [], error: unknown } = useQuery(query)
  const others = all.filter(({ current }) => !current)
  const end = useMutation({
    mutationFn: async (ended: readonly SessionInfo[]) => {
      for (const { id } of ended) await session.call('DELETE', `/api/auth/sessions/${id}`)
    },
    onSettled: () => cache.invalidateQueries({ queryKey: query.queryKey }),
  })
  const error = unknown ?? end.error
  return (
    <Card title={signIns.title} hint={signIns.hint}>
      {error && <FormError>{error.message}</FormError>}
      <ul className="divide-line divide-y">
        {all.map((one) => (
          <SignIn key={one.id} signIn={one} onEnd={() => end.mutate([one])} isBusy={end.isPending} />
        ))}
      </ul>
      {others.length > 0 ? (
        <button type="button" className="button-secondary" disabled={end.isPending} onClick={() => end.mutate(others)}>
          {signIns.endOthers}
        </button>
      ) : (
        all.length > 0 && <p className="text-muted text-sm">{signIns.noOthers}</p>
      )}
    </Card>
  )
}

function SignIn({ signIn, isBusy, onEnd }: { signIn: SessionInfo; isBusy: boolean; onEnd(): void }) {
  const { device, address, created_at, last_used_at, current } = signIn
  const name = describeDevice(device) ?? signIns.unknownDevice
  const detail = [
    address,
    signIns.lastUsed(formatMoment(Date.parse(last_used_at))),
    signIns.since(formatMoment(Date.parse(created_at))),
  ]
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 grow basis-60">
        <p className="font-medium break-words" title={device ?? ''}>
          {name} {current && <span className="tag">{signIns.current}</span>}
        </p>
        <p className="text-muted text-sm break-words">{detail.filter(Boolean).join(' · ')}</p>
      </div>
      {!current && (
        <button
          type="button"
          className="button-quiet"
          aria-label={signIns.endOf(name)}
          disabled={isBusy}
          onClick={onEnd}
        >
          {signIns.end}
        </button>
      )}
    </li>
  )
}
