import { type ReactNode, useEffect, useId, useRef } from 'react'
import { messages } from '../messages.ts'
import { Form } from './form.tsx'

interface ConfirmDialogProps {
  question: string
  /** What it means. */
  detail: ReactNode
  confirm: string
  onConfirm(): Promise<void>
  onClose(): void
}

/** Asks before what cannot be undone. The browser's own dialog: Escape closes it, and the focus goes back. */
export function ConfirmDialog({ question, detail, confirm, onConfirm, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const close = () => dialog.current?.close()
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby={title} className="dialog">
      <h2 id={title} className="text-xl font-bold tracking-tight break-words">
        {question}
      </h2>
      <p className="text-muted mt-1 mb-4 text-sm">{detail}</p>
      <Form
        submit={confirm}
        isDangerous
        aria-labelledby={title}
        onSubmit={async () => {
          await onConfirm()
          close()
        }}
        aside={
          <button type="button" className="button-secondary" onClick={close}>
            {messages.cancel}
          </button>
        }
      />
    </dialog>
  )
}
