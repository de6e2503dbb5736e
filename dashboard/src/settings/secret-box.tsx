import { Copy, Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { settings } from '../messages/settings.ts'
import { saveFile } from '../save-file.ts'

interface SecretBoxProps {
  label: string
  /** Shown this once; each line of it on its own. */
  secret: string
  /** The file that it can be kept in. */
  fileName?: string
}

/** A secret that cannot be shown again, and the ways to keep it. */
export function SecretBox({ label, secret, fileName }: SecretBoxProps) {
  const text = useRef<HTMLElement>(null)
  const [said, setSaid] = useState('')

  async function copy() {
    try {
      await navigator.clipboard.writeText(secret)
      setSaid(settings.copied)
    } catch {
      // Refused, or not there at all where the connection is not trusted: what is selected can be copied by hand.
      if (text.current) getSelection()?.selectAllChildren(text.current)
      setSaid(settings.copyByHand)
    }
  }

  return (
    <section aria-label={label} className="bg-raised space-y-3 rounded-lg p-4">
      <p className="text-sm font-medium">{label}</p>
      <code ref={text} className="block text-sm break-all whitespace-pre-wrap select-all">
        {secret}
      </code>
      <div className="flex flex-wrap items-center gap-2">
        <button type="button" className="button-quiet gap-2" onClick={() => void copy()}>
          <Copy className="size-4" aria-hidden />
          {settings.copy}
        </button>
        {fileName && (
          <button
            type="button"
            className="button-quiet gap-2"
            onClick={() => saveFile(new Blob([`${secret}\n`], { type: 'text/plain' }), fileName)}
          >
            <Download className="size-4" aria-hidden />
            {settings.download}
          </button>
        )}
        <p role="status" className="text-sm">
          {said}
        </p>
      </div>
    </section>
  )
}
