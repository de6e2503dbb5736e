import { useQuery } from '@tanstack/react-query'
import { serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { Facts } from '../components/facts.tsx'
import { settings } from '../messages/settings.ts'
import { messages } from '../messages.ts'
import { Card } from './card.tsx'

const { about } = settings

/** What this is, which version of it, and where its interface is described. */
export function About() {
  const { session } = useServices()
  const { data: server, error } = useQuery(serverQuery(session))
  return (
    <Card title={messages.product} hint={about.what}>
      <Facts
        facts={[
          [about.version, server?.version ?? error?.message ?? messages.loading],
          [about.machine, server?.hostname ?? ''],
          [about.licence, 'MIT'],
        ]}
      />
      <a href="/api/docs" className="link inline-block text-sm">
        {about.api}
      </a>
    </Card>
  )
}
