import type { User } from '@home-zenith/contract'
import { useId, useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { useServices } from '../app-context.ts'
import { messages } from '../messages.ts'
import { applyTheme, isTheme, type Theme, themes } from '../theme.ts'

/** The theme of the page. */
export function ThemeChoice({ user, className = '' }: { user: User; className?: string }) {
  const { session } = useServices()
  const [error, setError] = useState('')
  const name = useId()
  const { theme: kept } = user.preferences
  const theme: Theme = isTheme(kept) ? kept : 'system'

  async function choose(chosen: Theme) {
    // Shown at once; kept on this device whatever the server says, and with the account when it can be asked.
    applyTheme(chosen)
    setError('')
    await session.prefer({ theme: chosen }).catch((thrown: unknown) => {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown.message)
    })
  }

  const { menu } = messages
  return (
    <fieldset className={className}>
      <legend className="sr-only">{menu.theme}</legend>
      {themes.map((one) => (
        <label key={one} className="hover:bg-raised flex items-center gap-3 rounded-lg px-2 py-2 text-sm">
          <input
            type="radio"
            name={name}
            className="accent-accent"
            checked={theme === one}
            onChange={() => void choose(one)}
          />
          {menu.themes[one]}
        </label>
      ))}
      {error && (
        <p role="alert" className="text-bad mt-2 text-sm">
          {error}
        </p>
      )}
    </fieldset>
  )
}
