import { useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { useServices } from '../app-context.ts'
import { AccountForm } from '../components/account-form.tsx'
import { Field } from '../components/field.tsx'
import { messages } from '../messages.ts'

export function SignIn({ hasEnded }: { hasEnded: boolean }) {
  const { session } = useServices()
  const { signIn, fields } = messages
  // The server asks for it only when the password is right.
  const [needsCode, setNeedsCode] = useState(false)

  async function submit({ username = '', password = '', totp }: Record<string, string>) {
    try {
      await session.signIn({ username, password, ...(totp ? { totp } : {}) })
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'totp_required')) throw error
      if (needsCode) throw new ApiError(error.code, signIn.codeMissing, error.status)
      setNeedsCode(true)
    }
  }

  return (
    <AccountForm
      title={signIn.title}
      intro={hasEnded ? signIn.ended : undefined}
      submit={signIn.submit}
      onSubmit={submit}
      footer={
        <p className="text-muted text-sm">
          {signIn.forgotten} <code>{signIn.reset}</code>
        </p>
      }
    >
      {(errors) => (
        <>
          <Field name="username" label={signIn.name} autoComplete="username" autoFocus error={errors.username} />
          <Field
            name="password"
            type="password"
            label={fields.password}
            autoComplete="current-password"
            error={errors.password}
          />
          {needsCode && (
            <Field
              name="totp"
              label={signIn.code}
              hint={signIn.codeHint}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              error={errors.totp}
            />
          )}
        </>
      )}
    </AccountForm>
  )
}
