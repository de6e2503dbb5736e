import type { User } from '@home-zenith/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { serverQuery } from '../api/queries.ts'
import { useNow, useServices } from '../app-context.ts'
import { FormError } from '../components/form.tsx'
import { Select } from '../components/select.tsx'
import { formatBytes, formatMoment, formatSpeed, formatTemperature } from '../format.ts'
import { readTimeZone, readUnits, type Units, unitChoices } from '../formats.ts'
import { settings } from '../messages/settings.ts'
import { Card } from './card.tsx'

const { units: texts } = settings

// What each is like: the memory of a Raspberry Pi, a line of 100 Mbit/s, a warm CPU.
const examples = {
  bytes: () => formatBytes(8 * 2 ** 30),
  speed: () => formatSpeed(12_500_000),
  temperature: () => formatTemperature(48),
} satisfies Record<keyof Units, () => string>

/** In which units values are shown, and whose clock. Each choice holds at once. */
export function UnitsAndTime({ user }: { user: User }) {
  const { session } = useServices()
  const { data: server } = useQuery(serverQuery(session))
  useNow()
  const [error, setError] = useState('')
  const units = readUnits(user.preferences.units)
  const zone = readTimeZone(user.preferences.time_zone)

  const prefer = (changes: Record<string, unknown>) => {
    setError('')
    session.prefer(changes).catch((thrown: unknown) => setError(String(thrown)))
  }
  return (
    <div className="grid gap-4 lg:grid-cols-[repeat(2,minmax(0,1fr))]">
      <Card title={texts.title} hint={texts.hint}>
        {error && <FormError>{error}</FormError>}
        {(Object.keys(unitChoices) as (keyof Units)[]).map((name) => (
          <Select
            key={name}
            label={texts.names[name]}
            hint={texts.example(examples[name]())}
            options={unitChoices[name].map((choice) => [choice, texts.choices[choice]] as const)}
            value={units[name]}
            onChange={(event) => prefer({ units: { ...units, [name]: event.target.value } })}
          />
        ))}
      </Card>
      <Card title={texts.zone} hint={texts.zoneHint}>
        <Select
          label={texts.zone}
          hint={texts.now(formatMoment(session.nowMs()))}
          options={zoneOptions(zone, server?.time_zone ?? null)}
          value={zone}
          onChange={(event) => prefer({ time_zone: event.target.value })}
        />
      </Card>
    </div>
  )
}

function zoneOptions(chosen: string, serverZone: string | null): [value: string, text: string][] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const named = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
  if (chosen !== 'browser' && chosen !== 'server') named.add(chosen)
  return [
    ['browser', texts.browserZone(own)],
    ['server', texts.serverZone(serverZone ?? texts.unknownZone)],
    ...[...named].map((name): [string, string] => [name, name]),
  ]
}
