import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { messages } from '../messages.ts'

// What a refusal is about, where the answer names no field.
const fieldsOfCodes: Record<string, string> = {
  username_taken: 'username',
  email_taken: 'email',
  totp_invalid: 'totp',
  totp_required: 'totp',
}

interface FormProps {
  submit: string
  /** What is said when it was done. */
  done?: string
  isDangerous?: boolean
  /** Whether its fields are as at first when it was done. */
  isEmptied?: boolean
  /** The field that holds the password of who is signed in: what `invalid_credentials` is about. */
  proof?: string
  /** What stands beside the button. */
  aside?: ReactNode
  className?: string
  buttonClass?: string
  'aria-label'?: string
  'aria-labelledby'?: string
  /** Gets the fields by name; what it throws, if it is an ApiError, is shown. */
  onSubmit(values: Record<string, string>): Promise<void>
  /** The fields, given what is wrong with each. */
  children?: (errors: Record<string, string>) => ReactNode
}

/** A form that shows what the server says of it, beside the field or above all, and loses nothing that was typed. */
export function Form(props: FormProps) {
  const {
    submit,
    done,
    isDangerous = false,
    isEmptied = false,
    proof,
    aside,
    className = '',
    buttonClass = '',
    onSubmit,
    children,
  } = props
  const form = useRef<HTMLFormElement>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [progress, setProgress] = useState<'resting' | 'busy' | 'done'>('resting')
  // The fields that were sent, and whether they were left empty.
  const [sent, setSent] = useState<Record<string, boolean>>({})

  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [error])

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    // Enter sends as well, though the button is disabled.
    if (progress === 'busy') return
    const target = event.currentTarget
    const values = Object.fromEntries([...new FormData(target)].map(([name, value]) => [name, String(value)]))
    setSent(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === ''])))
    setProgress('busy')
    setError(null)
    try {
      await onSubmit(values)
      if (isEmptied) target.reset()
      setProgress('done')
    } catch (thrown) {
      setProgress('resting')
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown)
    }
  }

  // What is wrong with a field that this form does not have is said above all.
  const fields = Object.fromEntries(
    Object.entries(error ? fieldsOf(error, proof) : {})
      .filter(([name]) => name in sent)
      .map(([name, message]) => [name, sent[name] ? messages.fillIn : message]),
  )
  return (
    <form
      ref={form}
      onSubmit={send}
      onInput={() => progress === 'done' && setProgress('resting')}
      noValidate
      className={`space-y-4 ${className}`}
      aria-label={props['aria-label']}
      aria-labelledby={props['aria-labelledby']}
    >
      {error && Object.keys(fields).length === 0 && <FormError>{error.message}</FormError>}
      {children?.(fields)}
      <div className="flex flex-wrap items-center gap-3">
        <button
          type="submit"
          className={`${isDangerous ? 'button-danger' : 'button'} ${buttonClass}`}
          disabled={progress === 'busy'}
        >
          {submit}
        </button>
        {aside}
        {done && (
          <p role="status" className="text-good text-sm">
            {progress === 'done' ? done : ''}
          </p>
        )}
      </div>
    </form>
  )
}

function fieldsOf({ code, message, fields }: ApiError, proof?: string): Record<string, string> {
  const name = code === 'invalid_credentials' ? proof : fieldsOfCodes[code]
  return name === undefined ? fields : { [name]: message }
}

/** What went wrong, said at once. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p
      role="alert"
      className="border-bad/40 text-bad rounded-lg border px-3 py-2 text-sm break-words first-letter:uppercase"
    >
      {children}
    </p>
  )
}
