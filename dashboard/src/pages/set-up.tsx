import { useServices } from '../app-context.ts'
import { AccountForm } from '../components/account-form.tsx'
import { Field } from '../components/field.tsx'
import { NewAccountFields } from '../components/new-account-fields.tsx'
import { messages } from '../messages.ts'

/** Makes the first account; it ends on the living page. */
export function SetUp({ codeRequired }: { codeRequired: boolean }) {
  const { session } = useServices()
  const { setUp } = messages
  return (
    <AccountForm
      title={setUp.title}
      intro={setUp.intro}
      submit={setUp.submit}
      onSubmit={({ username = '', email = '', password = '', setup_code }) =>
        session.register({ username, email, password, ...(setup_code ? { setup_code } : {}) })
      }
    >
      {(errors) => (
        <>
          <NewAccountFields errors={errors} isOwn />
          {codeRequired && (
            <Field
              name="setup_code"
              label={setUp.code}
              hint={setUp.codeHint}
              autoComplete="off"
              error={errors.setup_code}
            />
          )}
        </>
      )}
    </AccountForm>
  )
}
