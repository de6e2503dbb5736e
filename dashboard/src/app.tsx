import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useLocation } from 'wouter'
import type { SessionState } from './api/session.ts'
import { useFormats, useServices, useSession } from './app-context.ts'
import { Frame } from './components/frame.tsx'
import { Logo } from './components/logo.tsx'
import { messages } from './messages.ts'
import { Unreachable } from './pages/unreachable.tsx'
import { applyTheme, isTheme } from './theme.ts'

// Who is signed in already, which is most visits, needs none of them.
const SetUp = lazy(async () => ({ default: (await import('./pages/set-up.tsx')).SetUp }))
const SignIn = lazy(async () => ({ default: (await import('./pages/sign-in.tsx')).SignIn }))
const Join = lazy(async () => ({ default: (await import('./pages/join.tsx')).Join }))

/** The page for where the session stands. */
export function App() {
  const { live } = useServices()
  const state = useSession()
  useFormats()
  const [path] = useLocation()
  const isSignedIn = state.phase === 'signed_in'
  const theme = isSignedIn ? (state.user.preferences.theme ?? 'system') : undefined

  useEffect(() => {
    if (!isSignedIn) return
    live.start()
    return () => live.stop()
  }, [isSignedIn, live])
  useEffect(() => {
    if (isTheme(theme)) applyTheme(theme)
  }, [theme])

  return <Suspense fallback={<Loading />}>{contentOf(state, path)}</Suspense>
}

function contentOf(state: SessionState, path: string): ReactNode {
  if (path === '/join' && (state.phase === 'signed_in' || state.phase === 'signed_out')) return <Join />
  switch (state.phase) {
    case 'loading':
      return <Loading />
    case 'unreachable':
      return <Unreachable />
    case 'setup':
      return <SetUp codeRequired={state.codeRequired} />
    case 'signed_out':
      return <SignIn hasEnded={state.hasEnded} />
    case 'signed_in':
      return <Frame />
  }
}

function Loading() {
  return (
    <main className="grid min-h-dvh place-items-center" aria-busy>
      <Logo className="size-12 animate-pulse" />
      <span className="sr-only">{messages.loading}</span>
    </main>
  )
}
