import type { Invite } from '@home-zenith/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { invitesQuery } from '../api/account.ts'
import { useServices } from '../app-context.ts'
import { Form, FormError } from '../components/form.tsx'
import { Select } from '../components/select.tsx'
import { formatMoment } from '../format.ts'
import { settings } from '../messages/settings.ts'
import { Card } from './card.tsx'
import { roleOptions } from './role-options.ts'
import { SecretBox } from './secret-box.tsx'

const { invite: texts, roles } = settings
const firstExpiry = '48'
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Makes the link with which somebody makes an account, and takes back those that nobody has used. */
export function InviteForm() {
  const { session } = useServices()
  const cache = useQueryClient()
  const [made, setMade] = useState<Invite | null>(null)
  async function make({ role, hours }: Record<string, string>) {
    setMade(await session.call<Invite>('POST', '/api/invites', { role, expires_in_hours: Number(hours) }))
    await cache.invalidateQueries({ queryKey: invitesQuery(session).queryKey })
  }
  return (
    <Card title={texts.title} hint={texts.hint}>
      {made ? (
        <>
          <SecretBox label={texts.made} secret={linkOf(made)} />
          <p className="text-sm">{texts.madeHint(roles[made.role], formatMoment(Date.parse(made.expires_at)))}</p>
          {loopback.test(location.hostname) && <p className="text-warn text-sm">{texts.onlyHere}</p>}
          <button type="button" className="button" onClick={() => setMade(null)}>
            {settings.kept}
          </button>
        </>
      ) : (
        <Form submit={texts.submit} aria-label={texts.title} onSubmit={make}>
          {() => (
            <>
              <Select name="role" label={settings.role} options={roleOptions} />
              <Select name="hours" label={texts.expires} options={texts.expiries} defaultValue={firstExpiry} />
            </>
          )}
        </Form>
      )}
      <OpenInvites />
    </Card>
  )
}

function OpenInvites() {
  const { session } = useServices()
  const cache = useQueryClient()
  const query = invitesQuery(session)
  const { data: all = [], error: unknown } = useQuery(query)
  const {
    mutate,
    error: refused,
    isPending,
  } = useMutation({
    mutationFn: (id: string) => session.call('DELETE', `/api/invites/${id}`),
    onSettled: () => cache.invalidateQueries({ queryKey: query.queryKey }),
  })
  const error = unknown ?? refused
  const at = (moment: string) => formatMoment(Date.parse(moment))
  return (
    <>
      {error && <FormError>{error.message}</FormError>}
      {all.length > 0 && (
        <section aria-label={texts.open}>
          <h3 className="text-sm font-medium">{texts.open}</h3>
          <ul className="divide-line divide-y">
            {all.map(({ id, role, created_at, expires_at }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
                <p className="text-muted min-w-0 grow basis-48 text-sm">
                  {texts.openOf(roles[role], at(created_at), at(expires_at))}
                </p>
                <button
                  type="button"
                  className="button-quiet"
                  aria-label={texts.revokeOf(roles[role], at(created_at))}
                  disabled={isPending}
                  onClick={() => mutate(id)}
                >
                  {texts.revoke}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** What stands after the "#" no browser sends: the invite is in no log of a server or proxy. */
function linkOf({ invite }: Invite): string {
  return `${location.origin}/join#${invite}`
}
