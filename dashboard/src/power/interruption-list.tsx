import type { Interruptions } from '@home-zenith/contract'
import { power } from '../messages/power.ts'

const dots = { bad: 'bg-bad', warn: 'bg-warn', muted: 'bg-muted', good: 'bg-good' }

interface Line {
  tone: keyof typeof dots
  text: string
}

/** What a reboot or shutdown would interrupt, the worst first. */
export function InterruptionList(props: { interruptions: Interruptions; comesBack: boolean }) {
  const lines = [...describe(props)]
  if (lines.length === 0) return <p className="text-muted text-sm">{power.nothing}</p>
  return (
    <ul className="space-y-1.5 text-sm">
      {lines.map(({ tone, text }) => (
        <li key={text} className="flex items-baseline gap-2.5">
          <span className={`size-2 shrink-0 rounded-full ${dots[tone]}`} aria-hidden />
          <span className="min-w-0 break-words">{text}</span>
        </li>
      ))}
    </ul>
  )
}

function* describe({
  interruptions,
  comesBack,
}: {
  interruptions: Interruptions
  comesBack: boolean
}): Generator<Line> {
  const { running_containers, signed_in_users, package_work, reboot_required } = interruptions
  for (const { process } of package_work ?? []) yield { tone: 'bad', text: power.packageWork(process) }
  for (const { user, terminal, from } of signed_in_users ?? [])
    yield { tone: 'warn', text: power.signedIn(user, terminal, from) }
  const containers = running_containers ?? []
  const lost = containers.filter((one) => !one.comes_back).map(({ container_name }) => container_name)
  const kept = containers.length - lost.length
  if (!comesBack && containers.length > 0) yield { tone: 'muted', text: power.stopped(containers.length) }
  if (comesBack && lost.length > 0) yield { tone: 'warn', text: power.lost(lost.join(', ')) }
  if (comesBack && kept > 0) yield { tone: 'muted', text: power.kept(kept) }
  if (!running_containers) yield { tone: 'muted', text: power.unknown.containers }
  if (!signed_in_users) yield { tone: 'muted', text: power.unknown.users }
  if (!package_work) yield { tone: 'muted', text: power.unknown.packages }
  if (comesBack && reboot_required)
    yield { tone: 'good', text: power.rebootRequired(reboot_required.packages.join(', ')) }
}
