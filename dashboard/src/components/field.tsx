import { Eye, EyeOff } from 'lucide-react'
import { type InputHTMLAttributes, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { messages } from '../messages.ts'

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: string
  error?: string | undefined
}

/** An input with its label, its hint, and what is wrong with it; a password can be shown. */
export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId()
  const props = { id, 'aria-invalid': error !== undefined, 'aria-describedby': `${id}-hint`, ...input }
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {input.type === 'password' ? <Password {...props} /> : <input className="field" {...props} />}
      <p id={`${id}-hint`} className={`mt-1.5 text-sm first-letter:uppercase ${error ? 'text-bad' : 'text-muted'}`}>
        {error ?? hint}
      </p>
    </div>
  )
}

function Password(props: InputHTMLAttributes<HTMLInputElement>) {
  const [isShown, setShown] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  function toggle() {
    const field = input.current
    if (!field) return
    const { selectionStart, selectionEnd } = field
    flushSync(() => setShown(!isShown))
    // Where the type changes, Chromium forgets the caret, and again when it lays the field out: that is had done first.
    field.getBoundingClientRect()
    field.setSelectionRange(selectionStart, selectionEnd)
  }
  const Icon = isShown ? EyeOff : Eye
  return (
    <div className="relative">
      {/* Shown, it is no text either: nothing may correct it, or send it to be checked. */}
      <input
        ref={input}
        className="field pr-12"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        {...props}
        type={isShown ? 'text' : 'password'}
      />
      {/* Who types goes on: a press of the mouse leaves the focus, and with it a phone's keyboard, where it is. */}
      <button
        type="button"
        className="icon-button absolute inset-y-0 right-1 my-auto"
        aria-pressed={isShown}
        aria-label={messages.showTyped}
        title={messages.showTyped}
        aria-controls={props.id}
        onMouseDown={(event) => event.preventDefault()}
        onClick={toggle}
      >
        <Icon className="size-5" aria-hidden />
      </button>
    </div>
  )
}
