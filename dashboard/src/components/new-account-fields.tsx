import { messages } from '../messages.ts'
import { Field } from './field.tsx'

interface NewAccountFieldsProps {
  errors: Record<string, string>
  /** Whether it is the account of who types: browsers then offer what they know, and keep the password. */
  isOwn: boolean
}

/** What each new account has. */
export function NewAccountFields({ errors, isOwn }: NewAccountFieldsProps) {
  const { fields, setUp } = messages
  const known = (name: string) => (isOwn ? name : 'off')
  return (
    <>
      <Field
        name="username"
        label={fields.username}
        autoComplete={known('username')}
        autoFocus={isOwn}
        error={errors.username}
      />
      <Field
        name="email"
        type="email"
        label={fields.email}
        hint={setUp.emailHint}
        autoComplete={known('email')}
        error={errors.email}
      />
      <Field
        name="password"
        type="password"
        label={fields.password}
        hint={setUp.passwordHint}
        autoComplete="new-password"
        error={errors.password}
      />
    </>
  )
}
