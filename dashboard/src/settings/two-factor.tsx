import type { TotpSetUp, User } from '@home-zenith/contract'
import { useState } from 'react'
import { useServices } from '../app-context.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { settings } from '../messages/settings.ts'
import { messages } from '../messages.ts'
import { Card } from './card.tsx'
import { SecretBox } from './secret-box.tsx'

const { totp } = settings

/** The second factor: off, being set up, on. */
export function TwoFactor({ user }: { user: User }) {
  const { session } = useServices()
  const [setUp, setSetUp] = useState<TotpSetUp | null>(null)
  const [recoveryCodes, setRecoveryCodes] = useState<string[] | null>(null)

  async function begin(password: string) {
    setSetUp(await session.call<TotpSetUp>('POST', '/api/auth/totp', { password }))
  }
  async function confirm(code: string) {
    const answer = await session.call<{ recovery_codes: string[] }>('POST', '/api/auth/totp/confirm', { totp: code })
    setRecoveryCodes(answer.recovery_codes)
    setSetUp(null)
    session.setUser({ ...user, totp_enabled: true })
  }
  async function turnOff(password: string) {
    await session.call('DELETE', '/api/auth/totp', { password })
    session.setUser({ ...user, totp_enabled: false })
  }

  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} onKept={() => setRecoveryCodes(null)} />
  if (setUp) return <Confirmation setUp={setUp} onConfirm={confirm} onCancel={() => setSetUp(null)} />
  return (
    <Card title={totp.title} hint={user.totp_enabled ? totp.on : totp.off}>
      {user.totp_enabled ? (
        <PasswordForm key="off" submit={totp.turnOff} hint={totp.turnOffHint} onSubmit={turnOff} />
      ) : (
        <PasswordForm key="on" submit={totp.begin} onSubmit={begin} />
      )}
    </Card>
  )
}

interface PasswordFormProps {
  submit: string
  hint?: string
  onSubmit(password: string): Promise<void>
}

/** Asks for the password once more: a stranger at an open screen does not know it. */
function PasswordForm({ submit, hint = '', onSubmit }: PasswordFormProps) {
  return (
    <Form submit={submit} aria-label={totp.title} proof="password" onSubmit={({ password = '' }) => onSubmit(password)}>
      {(errors) => (
        <Field
          name="password"
          type="password"
          label={settings.password.current}
          hint={hint}
          autoComplete="current-password"
          error={errors.password}
        />
      )}
    </Form>
  )
}

interface ConfirmationProps {
  setUp: TotpSetUp
  onConfirm(code: string): Promise<void>
  onCancel(): void
}

function Confirmation({ setUp, onConfirm, onCancel }: ConfirmationProps) {
  return (
    <Card title={totp.title} hint={totp.scan}>
      {/* White in every theme: many cameras read it only so. */}
      <img
        src={`data:image/svg+xml,${encodeURIComponent(setUp.qr_svg)}`}
        alt={totp.qr}
        className="size-56 max-w-full rounded-lg bg-white p-2"
      />
      {/* In fours, as it can be typed; authenticators pass over spaces. */}
      <SecretBox label={totp.bySecret} secret={setUp.secret.replace(/.{4}(?=.)/g, '$& ')} />
      <Form
        submit={totp.confirm}
        aria-label={totp.title}
        onSubmit={({ totp: code = '' }) => onConfirm(code)}
        aside={
          <button type="button" className="button-secondary" onClick={onCancel}>
            {messages.cancel}
          </button>
        }
      >
        {(errors) => (
          <Field
            name="totp"
            label={totp.code}
            hint={totp.codeHint}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            error={errors.totp}
          />
        )}
      </Form>
    </Card>
  )
}

function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept(): void }) {
  return (
    <Card title={totp.codesTitle} hint={totp.codesHint}>
      <SecretBox label={totp.codesTitle} secret={codes.join('\n')} fileName="home-zenith-recovery-codes.txt" />
      <button type="button" className="button" onClick={onKept}>
        {totp.codesKept}
      </button>
    </Card>
  )
}
