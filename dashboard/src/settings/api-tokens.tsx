import type { ApiToken, User } from '@home-zenith/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { apiTokensQuery } from '../api/account.ts'
import { useServices } from '../app-context.ts'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Field } from '../components/field.tsx'
import { Form, FormError } from '../components/form.tsx'
import { Select } from '../components/select.tsx'
import { formatMoment } from '../format.ts'
import { settings } from '../messages/settings.ts'
import { Card } from './card.tsx'
import { SecretBox } from './secret-box.tsx'

const { tokens } = settings
const firstExpiry = '90'

/** The user's API tokens: for programs. */
export function ApiTokens({ user }: { user: User }) {
  const { session } = useServices()
  const cache = useQueryClient()
  const query = apiTokensQuery(session)
  const { data: all, error } = useQuery(query)
  const [made, setMade] = useState<{ name: string; token: string } | null>(null)
  const [asked, setAsked] = useState<ApiToken | null>(null)
  const lookAgain = () => cache.invalidateQueries({ queryKey: query.queryKey })

  async function make({ name, scope, expires }: Record<string, string>) {
    const body = { name, scope, ...(expires ? { expires_in_days: Number(expires) } : {}) }
    setMade(await session.call<{ name: string; token: string }>('POST', '/api/auth/tokens', body))
    await lookAgain()
  }

  return (
    <>
      <Card title={tokens.title} hint={tokens.hint}>
        {error && <FormError>{error.message}</FormError>}
        {all?.length === 0 && <p className="text-muted text-sm">{tokens.none}</p>}
        <ul className="divide-line divide-y">
          {all?.map((token) => (
            <Token key={token.id} token={token} onRevoke={() => setAsked(token)} />
          ))}
        </ul>
      </Card>
      <Card title={tokens.make}>
        {made ? (
          <>
            <SecretBox label={tokens.made(made.name)} secret={made.token} />
            <p className="text-sm">{settings.shownOnce}</p>
            <button type="button" className="button" onClick={() => setMade(null)}>
              {settings.kept}
            </button>
          </>
        ) : (
          <Form submit={tokens.submit} aria-label={tokens.make} onSubmit={make}>
            {(errors) => (
              <>
                <Field name="name" label={tokens.name} hint={tokens.nameHint} autoComplete="off" error={errors.name} />
                <Select
                  name="scope"
                  label={tokens.scope}
                  hint={tokens.scopeHint}
                  options={Object.entries(tokens.scopes).filter(([scope]) => scope === 'read' || user.role === 'admin')}
                />
                <Select name="expires" label={tokens.expires} options={tokens.expiries} defaultValue={firstExpiry} />
              </>
            )}
          </Form>
        )}
      </Card>
      {asked && (
        <ConfirmDialog
          question={tokens.revokeQuestion(asked.name)}
          detail={tokens.revokeDetail}
          confirm={tokens.revoke}
          onConfirm={async () => {
            await session.call('DELETE', `/api/auth/tokens/${asked.id}`)
            await lookAgain()
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}

function Token({ token, onRevoke }: { token: ApiToken; onRevoke(): void }) {
  const { session } = useServices()
  const { name, scope, expires_at, last_used_at } = token
  const at = (moment: string) => formatMoment(Date.parse(moment))
  const end = !expires_at
    ? tokens.endless
    : Date.parse(expires_at) > session.nowMs()
      ? tokens.ends(at(expires_at))
      : tokens.ended(at(expires_at))
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 grow basis-60">
        <p className="font-medium break-words">
          {name} <span className="tag">{tokens.scopes[scope]}</span>
        </p>
        <p className="text-muted text-sm">
          {last_used_at ? settings.signIns.lastUsed(at(last_used_at)) : tokens.neverUsed} · {end}
        </p>
      </div>
      <button type="button" className="button-quiet" aria-label={tokens.revokeOf(name)} onClick={onRevoke}>
        {tokens.revoke}
      </button>
    </li>
  )
}
