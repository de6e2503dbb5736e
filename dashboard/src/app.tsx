import { lazy, Suspense, useEffect } from 'react'
import { useLocation } from 'wouter'
import { useServices, useSession } from './app-context.ts'
import { Frame } from './components/frame.tsx'
import { Logo } from './components/logo.tsx'
import { messages } from './messages.ts'
import { SetUp } from './pages/set-up.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { Unreachable } from './pages/unreachable.tsx'
import { applyTheme, isTheme } from './theme.ts'

const Join = lazy(async () => ({ default: (await import('./pages/join.tsx')).Join }))

/** The page for where the session stands. */
export function App() {
  const { session, live } = useServices()
  const state = useSession()
  const [path] = useLocation()
  const isSignedIn = state.phase === 'signed_in'
  const theme = isSignedIn ? (state.user.preferences.theme ?? 'system') : undefined

  useEffect(() => {
    void session.start()
  }, [session])
  useEffect(() => {
    if (!isSignedIn) return
    live.start()
    return () => live.stop()
  }, [isSignedIn, live])
  useEffect(() => {
    if (isTheme(theme)) applyTheme(theme)
  }, [theme])

  if (path === '/join' && (isSignedIn || state.phase === 'signed_out')) {
    return (
      <Suspense fallback={<Loading />}>
        <Join />
      </Suspense>
    )
  }
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
