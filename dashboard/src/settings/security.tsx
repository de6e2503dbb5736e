import type { User } from '@home-zenith/contract'
import { ApiError } from '../api/problem.ts'
import { useServices } from '../app-context.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { settings } from '../messages/settings.ts'
import { messages } from '../messages.ts'
import { Card } from './card.tsx'
import { TwoFactor } from './two-factor.tsx'

/** What it takes to sign in as this user. */
export function Security({ user }: { user: User }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Password user={user} />
      {/* Its place stays when it becomes another card. */}
      <div>
        <TwoFactor user={user} />
      </div>
    </div>
  )
}

function Password({ user }: { user: User }) {
  const { session } = useServices()
  const { password } = settings

  async function change({ current_password, new_password, repeat }: Record<string, string>) {
    if (new_password !== repeat)
      throw new ApiError('invalid_request', password.differs, 0, { repeat: password.differs })
    await session.call('POST', '/api/auth/password', { current_password, new_password })
  }

  return (
    <Card title={password.title} hint={password.hint}>
      <Form
        submit={password.submit}
        done={password.done}
        isEmptied
        proof="current_password"
        aria-label={password.title}
        onSubmit={change}
      >
        {(errors) => (
          <>
            {/* So that a password manager knows whose password it is. */}
            <input type="text" autoComplete="username" value={user.username} readOnly hidden />
            <Field
              name="current_password"
              type="password"
              label={password.current}
              autoComplete="current-password"
              error={errors.current_password}
            />
            <Field
              name="new_password"
              type="password"
              label={password.next}
              hint={messages.setUp.passwordHint}
              autoComplete="new-password"
              error={errors.new_password}
            />
            <Field
              name="repeat"
              type="password"
              label={password.repeat}
              autoComplete="new-password"
              error={errors.repeat}
            />
          </>
        )}
      </Form>
    </Card>
  )
}
