import { Component, type ReactNode } from 'react'
import { useConnection } from '../app-context.ts'
import { messages } from '../messages.ts'

/** Keeps the frame when a page fails: mostly one whose code cannot be had. Once the server is back, all is loaded anew. */
export function PageBoundary({ children }: { children: ReactNode }) {
  return <Boundary isLive={useConnection().state === 'live'}>{children}</Boundary>
}

interface BoundaryProps {
  isLive: boolean
  children: ReactNode
}

class Boundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override componentDidUpdate(before: BoundaryProps) {
    // A browser remembers of code that it could not be had, until then.
    if (this.state.hasFailed && this.props.isLive && !before.isLive) location.reload()
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    const { title, detail, reload } = messages.pageFailed
    return (
      <div role="alert" className="card mx-auto mt-16 max-w-md space-y-4 p-8">
        <h1 className="text-2xl font-bold">{title}</h1>
        <p className="text-muted">{detail}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {reload}
        </button>
      </div>
    )
  }
}
