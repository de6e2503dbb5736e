import type { PowerAction } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { askForPower, interruptionsQuery } from '../api/power.ts'
import { ApiError } from '../api/problem.ts'
import { useServices } from '../app-context.ts'
import { Field } from '../components/field.tsx'
import { power } from '../messages/power.ts'
import { messages } from '../messages.ts'
import { InterruptionList } from './interruption-list.tsx'

interface PowerDialogProps {
  action: PowerAction
  hostname: string
  /** Whether all but the last step happens. */
  isTrial: boolean
  /** Whether the user proves it with the authenticator's code instead of the password. */
  needsCode: boolean
  onClose(): void
}

/** Tells what it means, asks who it is, and asks the server for it. The browser's own dialog: Escape closes it. */
export function PowerDialog({ action, hostname, isTrial, needsCode, onClose }: PowerDialogProps) {
  const { session } = useServices()
  const dialog = useRef<HTMLDialogElement>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [isProofMissing, setProofMissing] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const delay = useId()
  const { data: interruptions, error: unknown } = useQuery(interruptionsQuery(session))

  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    setError(null)
    setProofMissing(text('proof') === '')
    if (text('proof') === '') return
    setBusy(true)
    try {
      const proof = needsCode ? { totp: text('proof').replaceAll(' ', '') } : { password: text('proof') }
      await askForPower(session, action, proof, { delay_seconds: Number(text('delay')), reason: text('reason') })
      dialog.current?.close()
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown)
      setBusy(false)
    }
  }

  const isProofWrong = error?.code === 'verification_failed'
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="power-title" className="dialog">
      <form onSubmit={send} noValidate className="space-y-4">
        <div>
          <h2 id="power-title" className="text-xl font-bold tracking-tight break-words">
            {power.question[action](hostname)}
          </h2>
          <p className={`mt-1 text-sm ${isTrial ? 'text-warn font-semibold' : 'text-muted'}`}>
            {isTrial ? power.trialDetail : power.comesBack[action]}
          </p>
        </div>
        <section aria-label={power.interrupts} className="bg-raised rounded-lg p-3">
          {interruptions ? (
            <InterruptionList interruptions={interruptions} comesBack={action === 'reboot'} />
          ) : (
            <p className="text-muted text-sm">{unknown?.message ?? power.looking}</p>
          )}
        </section>
        <div>
          <label htmlFor={delay} className="mb-1.5 block text-sm font-medium">
            {power.when}
          </label>
          <select id={delay} name="delay" className="field" defaultValue="60">
            {power.delays.map(([seconds, label]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <Field name="reason" label={power.reason} hint={power.reasonHint} maxLength={200} />
        <Field
          name="proof"
          label={needsCode ? power.totp : power.password}
          hint={needsCode ? '' : power.passwordHint}
          error={isProofMissing ? messages.fillIn : isProofWrong ? error.message : undefined}
          type={needsCode ? 'text' : 'password'}
          autoComplete={needsCode ? 'one-time-code' : 'current-password'}
          required
        />
        {error && !isProofWrong && (
          <p role="alert" className="border-bad/40 text-bad rounded-lg border px-3 py-2 text-sm break-words">
            {error.message}
          </p>
        )}
        <div className="flex flex-wrap gap-3">
          <button type="submit" className="button-danger" disabled={isBusy}>
            {power.confirm[action]}
          </button>
          <button type="button" className="button-secondary" onClick={() => dialog.current?.close()}>
            {power.dismiss}
          </button>
        </div>
      </form>
    </dialog>
  )
}
