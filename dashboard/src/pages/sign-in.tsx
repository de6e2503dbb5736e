import { useServices } from '../app-context.ts'
import { AccountForm } from '../components/account-form.tsx'
import { Field } from '../components/field.tsx'
import { messages } from '../messages.ts'

export function SignIn({ hasEnded }: { hasEnded: boolean }) {
  const { session } = useServices()
  const { signIn, fields } = messages
  return (
    <AccountForm
      title={signIn.title}
      intro={hasEnded ? signIn.ended : undefined}
      submit={signIn.submit}
      onSubmit={({ username = '', password = '' }) => session.signIn({ username, password })}
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
        </>
      )}
    </AccountForm>
  )
}
