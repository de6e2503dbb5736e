import type { User } from '@home-zenith/contract'
import type { ComponentType } from 'react'
import { Link, type RouteComponentProps } from 'wouter'
import { useSession } from '../app-context.ts'
import { Page } from '../components/page.tsx'
import { settings } from '../messages/settings.ts'
import { messages } from '../messages.ts'
import { About } from '../settings/about.tsx'
import { ApiTokens } from '../settings/api-tokens.tsx'
import { AuditLog } from '../settings/audit-log.tsx'
import { Profile } from '../settings/profile.tsx'
import { Security } from '../settings/security.tsx'
import { SignIns } from '../settings/sign-ins.tsx'
import { UnitsAndTime } from '../settings/units-and-time.tsx'
import { Users } from '../settings/users.tsx'
import { NotFound } from './not-found.tsx'

interface Section {
  name: keyof typeof settings.sections
  Content: ComponentType<{ user: User }>
  adminOnly?: boolean
}

/** The sections in their order; the first has the page's own address. */
const sections: readonly Section[] = [
  { name: 'profile', Content: Profile },
  { name: 'units', Content: UnitsAndTime },
  { name: 'security', Content: Security },
  { name: 'sign-ins', Content: SignIns },
  { name: 'tokens', Content: ApiTokens },
  { name: 'users', Content: Users, adminOnly: true },
  { name: 'audit', Content: AuditLog, adminOnly: true },
  { name: 'about', Content: About },
]

const pathOf = ({ name }: Section) => (name === 'profile' ? '/settings' : `/settings/${name}`)

/** One's own account, and for admins those of others. */
export function Settings({ params: { name = 'profile' } }: RouteComponentProps) {
  const state = useSession()
  if (state.phase !== 'signed_in') return null
  const { user } = state
  const isForUser = ({ adminOnly }: Section) => !adminOnly || user.role === 'admin'
  const known = sections.filter(isForUser)
  const section = sections.find((one) => one.name === name)
  if (!section) return <NotFound />
  const title = settings.sections[section.name]
  return (
    <Page title={title} tabTitle={`${title} · ${messages.pages.settings}`}>
      <nav aria-label={settings.sectionsLabel} className="mb-4">
        <ul className="flex flex-wrap gap-2">
          {known.map((one) => (
            <li key={one.name}>
              <Link href={pathOf(one)} className="button-quiet" aria-current={one === section ? 'page' : undefined}>
                {settings.sections[one.name]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="max-w-5xl space-y-4">
        {isForUser(section) ? <section.Content user={user} /> : <p>{settings.adminOnly}</p>}
      </div>
    </Page>
  )
}
