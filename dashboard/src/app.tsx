import { useEffect } from 'react'
import { useServices, useSession } from './app-context.ts'
import { Frame } from './components/frame.tsx'
import { Logo } from './components/logo.tsx'
import { messages } from './messages.ts'
import { SetUp } from './pages/set-up.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { Unreachable } from './pages/unreachable.tsx'
import { applyTheme, isTheme } from './theme.ts'

/** The page for where the session stands. */
export function App() {
  const { session, live } = useServices()
  const state = useSession()
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

  switch (state.phase) {
    case 'loading':
      return (
        <main className="grid min-h-dvh place-items-center" aria-busy>
          <Logo className="size-12 animate-pulse" />
          <span className="sr-only">{messages.loading}</span>
        </main>
      )
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
