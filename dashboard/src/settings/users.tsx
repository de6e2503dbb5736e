import type { Account, User } from '@home-zenith/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { accountsQuery } from '../api/account.ts'
import { useServices } from '../app-context.ts'
import { Form, FormError } from '../components/form.tsx'
import { NewAccountFields } from '../components/new-account-fields.tsx'
import { Select } from '../components/select.tsx'
import { settings } from '../messages/settings.ts'
import { AccountRow } from './account-row.tsx'
import { Card } from './card.tsx'
import { InviteForm } from './invite-form.tsx'
import { roleOptions } from './role-options.ts'

const { users } = settings

/** All accounts, and the ways to more of them; for admins. */
export function Users({ user }: { user: User }) {
  const { session } = useServices()
  const cache = useQueryClient()
  const query = accountsQuery(session)
  const { data: all, error } = useQuery(query)

  async function lookAgain() {
    await cache.invalidateQueries({ queryKey: query.queryKey })
    // One's own role or address may be among what was changed.
    session.setUser(await session.call<User>('GET', '/api/auth/me'))
  }
  async function add({ username, email, password, role }: Record<string, string>) {
    await session.call<Account>('POST', '/api/users', { username, email, password, role })
    await lookAgain()
  }

  return (
    <>
      <Card title={users.title} hint={users.hint}>
        {error && <FormError>{error.message}</FormError>}
        <ul className="divide-line divide-y">
          {all?.map((account) => (
            <AccountRow key={account.id} account={account} isOwn={account.id === user.id} onChanged={lookAgain} />
          ))}
        </ul>
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <InviteForm />
        <Card title={users.add} hint={users.addHint}>
          <Form submit={users.submit} done={users.added} isEmptied aria-label={users.add} onSubmit={add}>
            {(errors) => (
              <>
                <NewAccountFields errors={errors} isOwn={false} />
                <Select name="role" label={settings.role} options={roleOptions} defaultValue="viewer" />
              </>
            )}
          </Form>
        </Card>
      </div>
    </>
  )
}
