import type { Invite } from '@home-zenith/contract'
import { useState } from 'react'
import { useServices } from '../app-context.ts'
import { Form } from '../components/form.tsx'
import { Select } from '../components/select.tsx'
import { formatMoment } from '../format.ts'
import { settings } from '../messages/settings.ts'
import { Card } from './card.tsx'
import { roleOptions } from './role-options.ts'
import { SecretBox } from './secret-box.tsx'

const { invite: texts, roles } = settings
const firstExpiry = '48'
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Makes the link with which somebody makes an account. */
export function InviteForm() {
  const { session } = useServices()
  const [made, setMade] = useState<Invite | null>(null)
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
        <Form
          submit={texts.submit}
          aria-label={texts.title}
          onSubmit={async ({ role, hours }) =>
            setMade(await session.call<Invite>('POST', '/api/invites', { role, expires_in_hours: Number(hours) }))
          }
        >
          {() => (
            <>
              <Select name="role" label={settings.role} options={roleOptions} />
              <Select name="hours" label={texts.expires} options={texts.expiries} defaultValue={firstExpiry} />
            </>
          )}
        </Form>
      )}
    </Card>
  )
}

/** What stands after the "#" no browser sends: the invite is in no log of a server or proxy. */
function linkOf({ invite }: Invite): string {
  return `${location.origin}/join#${invite}`
}
