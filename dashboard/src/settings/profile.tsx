import type { User } from '@home-zenith/contract'
import { useServices } from '../app-context.ts'
import { Facts } from '../components/facts.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { ThemeChoice } from '../components/theme-choice.tsx'
import { formatMoment } from '../format.ts'
import { settings } from '../messages/settings.ts'
import { messages } from '../messages.ts'
import { Card } from './card.tsx'

export function Profile({ user }: { user: User }) {
  const { session } = useServices()
  const { profile, roles, roleHints } = settings
  const facts = [
    [messages.fields.username, user.username],
    [settings.role, `${roles[user.role]}: ${roleHints[user.role]}`],
    [profile.since, formatMoment(Date.parse(user.created_at))],
  ] as const
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Card title={profile.account}>
        <Facts facts={facts} />
        <Form
          submit={settings.save}
          done={settings.saved}
          aria-label={messages.fields.email}
          onSubmit={async ({ email }) => session.setUser(await session.call<User>('PATCH', '/api/auth/me', { email }))}
        >
          {(errors) => (
            <Field
              name="email"
              type="email"
              label={messages.fields.email}
              hint={profile.emailHint}
              autoComplete="email"
              defaultValue={user.email}
              error={errors.email}
            />
          )}
        </Form>
      </Card>
      <Card title={messages.menu.theme}>
        <ThemeChoice user={user} />
      </Card>
    </div>
  )
}
