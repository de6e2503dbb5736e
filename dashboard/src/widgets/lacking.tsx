import { EyeOff } from 'lucide-react'
import { createContext, useContext } from 'react'
import { overview } from '../messages/overview.ts'

/** Hides the widget that this stands in. */
export const HideContext = createContext<() => void>(() => undefined)

/** What this machine does not have, and the way to be rid of its widget. */
export function Lacking({ text }: { text: string }) {
  const hide = useContext(HideContext)
  return (
    <div className="text-muted space-y-3 text-sm">
      <p>{text}</p>
      <button type="button" className="button-quiet gap-2" onClick={hide}>
        <EyeOff className="size-4" aria-hidden />
        {overview.hideThis}
      </button>
    </div>
  )
}
