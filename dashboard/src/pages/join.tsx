import type { AskedInvite } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { ApiError } from '../api/problem.ts'
import { useServices, useSession } from '../app-context.ts'
import { AccountForm, AccountPage } from '../components/account-form.tsx'
import { FormError } from '../components/form.tsx'
import { NewAccountFields } from '../components/new-account-fields.tsx'
import { join } from '../messages/join.ts'

/** Where the link of an invite leads: the invited one makes an account. */
export function Join() {
  const { session } = useServices()
  const state = useSession()
  const invite = location.hash.slice(1)

  const { data: given, isPending } = useQuery({
    queryKey: ['invite', invite],
    queryFn: () => session.call<AskedInvite>('POST', '/api/auth/invite', { invite }),
    enabled: invite !== '' && state.phase !== 'signed_in',
    retry: false,
    // Used meanwhile, it is asked about again.
    gcTime: 0,
  })

  async function register({ username = '', email = '', password = '' }: Record<string, string>) {
    try {
      await session.register({ username, email, password, invite })
    } catch (error) {
      const isRefused = error instanceof ApiError && error.code === 'registration_closed'
      throw isRefused ? new ApiError(error.code, join.spent.detail, error.status) : error
    }
    navigate('/', { replace: true })
  }

  if (state.phase === 'signed_in') return <SignedIn username={state.user.username} />
  if (!invite) return <NoInvite {...join.missing} />
  if (isPending) return null
  if (given === null) return <NoInvite {...join.spent} />
  return (
    <AccountForm
      title={join.title}
      intro={given ? join.intros[given.role] : join.intro}
      submit={join.submit}
      onSubmit={register}
    >
      {(errors) => <NewAccountFields errors={errors} isOwn />}
    </AccountForm>
  )
}

function NoInvite({ title, detail }: typeof join.missing) {
  return (
    <AccountPage title={title} intro={detail}>
      <Link href="/" className="button inline-block">
        {join.toSignIn}
      </Link>
    </AccountPage>
  )
}

function SignedIn({ username }: { username: string }) {
  const { session } = useServices()
  const [error, setError] = useState('')
  const { title, detail, signOut, stay } = join.signedIn
  async function leave() {
    setError('')
    await session.signOut().catch((thrown: unknown) => {
      if (!(thrown instanceof ApiError)) throw thrown
      setError(thrown.message)
    })
  }
  return (
    <AccountPage title={title} intro={detail(username)}>
      {error && <FormError>{error}</FormError>}
      <div className="flex flex-wrap gap-3">
        <button type="button" className="button" onClick={() => void leave()}>
          {signOut}
        </button>
        <Link href="/" className="button-secondary">
          {stay}
        </Link>
      </div>
    </AccountPage>
  )
}
