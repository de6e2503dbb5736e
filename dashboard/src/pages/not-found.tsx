import { Link } from 'wouter'
import { Page } from '../components/page.tsx'
import { messages } from '../messages.ts'

/** An address that no page has. */
export function NotFound() {
  const { title, detail, back } = messages.notFound
  return (
    <Page title={title}>
      <p className="text-muted mb-4">{detail}</p>
      <Link href="/" className="button inline-block">
        {back}
      </Link>
    </Page>
  )
}
