import { CircleUserRound, LogOut } from 'lucide-react'
import { useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { useServices, useSession } from '../app-context.ts'
import { messages } from '../messages.ts'
import { applyTheme, isTheme, type Theme, themes } from '../theme.ts'

const id = 'account-menu'

/** Who is signed in, the theme, and the way out. The browser's own popover closes by itself, on Escape as well. */
export function AccountMenu() {
  const { session } = useServices()
  const state = useSession()
  const [error, setError] = useState('')
  if (state.phase !== 'signed_in') return null
  const { username, email, preferences } = state.user
  const theme: Theme = isTheme(preferences.theme) ? preferences.theme : 'system'

  async function attempt(work: () => Promise<void>) {
    setError('')
    await work().catch((thrown: unknown) => {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown.message)
    })
  }
  const choose = (chosen: Theme) => {
    // Shown at once; kept on this device whatever the server says, and with the account when it can be asked.
    applyTheme(chosen)
    void attempt(() => session.prefer({ theme: chosen }))
  }

  const { menu } = messages
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={menu.open}
        className="text-muted hover:text-ink hover:bg-raised grid size-11 shrink-0 place-items-center rounded-full"
      >
        <CircleUserRound className="size-6" aria-hidden />
      </button>
      <div id={id} popover="auto" className="card text-ink fixed inset-auto top-18 right-4 w-64 p-4 sm:right-6">
        <p className="truncate font-semibold">{username}</p>
        <p className="text-muted truncate text-sm">{email}</p>
        <fieldset className="border-line mt-3 space-y-1 border-t pt-3">
          <legend className="sr-only">{menu.theme}</legend>
          {themes.map((name) => (
            <label key={name} className="hover:bg-raised flex items-center gap-3 rounded-lg px-2 py-2 text-sm">
              <input
                type="radio"
                name="theme"
                className="accent-accent"
                checked={theme === name}
                onChange={() => choose(name)}
              />
              {menu.themes[name]}
            </label>
          ))}
        </fieldset>
        {error && (
          <p role="alert" className="text-bad mt-2 text-sm">
            {error}
          </p>
        )}
        <button
          type="button"
          className="border-line hover:bg-raised mt-3 flex w-full items-center justify-center gap-2 rounded-lg border px-3 py-2 text-sm font-medium"
          onClick={() => void attempt(() => session.signOut())}
        >
          <LogOut className="size-4" aria-hidden />
          {menu.signOut}
        </button>
      </div>
    </>
  )
}
