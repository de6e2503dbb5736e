import { CircleUserRound, LogOut } from 'lucide-react'
import { memo, useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { useServices, useSession } from '../app-context.ts'
import { messages } from '../messages.ts'
import { ThemeChoice } from './theme-choice.tsx'

const id = 'account-menu'

/** Who is signed in, the theme, and the way out. The browser's own popover closes by itself, on Escape as well. */
export const AccountMenu = memo(function AccountMenu() {
  const { session } = useServices()
  const state = useSession()
  const [error, setError] = useState('')
  if (state.phase !== 'signed_in') return null
  const { user } = state

  async function signOut() {
    setError('')
    await session.signOut().catch((thrown: unknown) => {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown.message)
    })
  }

  const { menu } = messages
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={menu.open}
        title={menu.open}
        className="text-muted hover:text-ink hover:bg-raised grid size-11 shrink-0 place-items-center rounded-full"
      >
        <CircleUserRound className="size-6" aria-hidden />
      </button>
      <div id={id} popover="auto" className="card text-ink fixed inset-auto top-18 right-4 w-64 p-4 sm:right-6">
        <p className="truncate font-semibold">{user.username}</p>
        <p className="text-muted truncate text-sm">{user.email}</p>
        <ThemeChoice user={user} className="border-line mt-3 space-y-1 border-t pt-3" />
        {error && (
          <p role="alert" className="text-bad mt-2 text-sm">
            {error}
          </p>
        )}
        <button
          type="button"
          className="border-line hover:bg-raised mt-3 flex w-full items-center justify-center gap-2 rounded-lg border px-3 py-2 text-sm font-medium"
          onClick={() => void signOut()}
        >
          <LogOut className="size-4" aria-hidden />
          {menu.signOut}
        </button>
      </div>
    </>
  )
})
