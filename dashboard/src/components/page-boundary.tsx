import { Component, type ReactNode } from 'react'
import { messages } from '../messages.ts'

/** Keeps the frame when a page fails: mostly one whose code is gone, because the server has been updated since. */
export class PageBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
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
