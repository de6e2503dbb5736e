import type { Account, UpdateUser } from '@home-zenith/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useServices } from '../app-context.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { FormError } from '../components/form.tsx'
import { formatMoment } from '../format.ts'
import { settings } from '../messages/settings.ts'

const { users, roles } = settings

interface AccountRowProps {
  account: Account
  /** Whether it is the account of who looks. */
  isOwn: boolean
  onChanged(): Promise<void>
}

/** An account, and what an admin may do with it. */
export function AccountRow({ account, isOwn, onChanged }: AccountRowProps) {
  const { session } = useServices()
  const [isAsked, setAsked] = useState(false)
  const { id, username, email, role, disabled, totp_enabled, last_used_at } = account
  const path = `/api/users/${id}`
  const { mutate, error, isPending } = useMutation({
    async mutationFn(changes: UpdateUser) {
      await session.call('PATCH', path, changes)
      await onChanged()
    },
  })
  const tags = [isOwn && users.you, disabled && users.disabled, totp_enabled && users.codes].filter(Boolean)
  const seen = last_used_at ? users.lastUsed(formatMoment(Date.parse(last_used_at))) : users.neverSeen
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-60">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span className="min-w-0 break-words">{username}</span>
            {tags.map((tag) => (
              <span key={`${tag}`} className="tag">
                {tag}
              </span>
            ))}
          </p>
          <p className="text-muted text-sm break-words">
            {email} · {seen}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <select
            className="button-quiet"
            aria-label={users.roleOf(username)}
            value={role}
            disabled={isPending}
            onChange={(event) => mutate({ role: event.target.value === 'admin' ? 'admin' : 'viewer' })}
          >
            {Object.entries(roles).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="button-quiet"
            aria-label={disabled ? users.enableOf(username) : users.disableOf(username)}
            disabled={isPending}
            onClick={() => mutate({ disabled: !disabled })}
          >
            {disabled ? users.enable : users.disable}
          </button>
          <button
            type="button"
            className="button-quiet"
            aria-label={users.removeOf(username)}
            onClick={() => setAsked(true)}
          >
            {users.remove}
          </button>
        </div>
      </div>
      {error && <FormError>{error.message}</FormError>}
      {isAsked && (
        <ConfirmDialog
          question={users.removeQuestion(username)}
          detail={users.removeDetail}
          confirm={users.remove}
          onConfirm={async () => {
            await session.call('DELETE', path)
            await onChanged()
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </li>
  )
}
