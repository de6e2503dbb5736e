import { useEffect } from 'react'
import { useServices } from '../app-context.ts'
import { Logo } from '../components/logo.tsx'
import { messages } from '../messages.ts'

const retryMs = 5000

export function Unreachable() {
  const { session } = useServices()
  const { title, detail, retry } = messages.unreachable
  useEffect(() => {
    const timer = setInterval(() => void session.start(), retryMs)
    return () => clearInterval(timer)
  }, [session])
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="card max-w-md space-y-4 p-8" role="alert">
        <Logo className="size-12" />
        <h1 className="text-2xl font-bold">{title}</h1>
        <p className="text-muted">{detail}</p>
        <button type="button" className="button" onClick={() => void session.start()}>
          {retry}
        </button>
      </div>
    </main>
  )
}
