import { type FormEvent, type ReactNode, useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { Logo } from './logo.tsx'

interface AccountFormProps {
  title: string
  intro?: string | undefined
  submit: string
  onSubmit(values: Record<string, string>): Promise<void>
  /** The fields, given what is wrong with each. */
  children(errors: Record<string, string>): ReactNode
}

/** The one form of a page without a sign-in: shows what the server says of it, beside the field or above all. */
export function AccountForm({ title, intro, submit, onSubmit, children }: AccountFormProps) {
  const [error, setError] = useState<ApiError | null>(null)
  const [isBusy, setBusy] = useState(false)
  // What is wrong with a field that this form does not have is said above all.
  const [shown, setShown] = useState<string[]>([])

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    )
    setShown(Object.keys(values))
    setBusy(true)
    setError(null)
    try {
      await onSubmit(values)
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  const fields = error?.fields ?? {}
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <form
        onSubmit={send}
        noValidate
        className="card w-full max-w-md space-y-4 p-7 sm:p-9"
        aria-labelledby="form-title"
      >
        <Logo className="size-12" />
        <div>
          <h1 id="form-title" className="text-2xl font-bold tracking-tight">
            {title}
          </h1>
          {intro && <p className="text-muted mt-2">{intro}</p>}
        </div>
        {error && !Object.keys(fields).some((name) => shown.includes(name)) && (
          <p role="alert" className="border-bad/40 text-bad rounded-lg border px-3 py-2 text-sm">
            {error.message}
          </p>
        )}
        {children(fields)}
        <button type="submit" className="button w-full" disabled={isBusy}>
          {submit}
        </button>
      </form>
    </main>
  )
}
