/** Where a percentage asks for attention, and where for action. */
const warnAt = 80
const badAt = 92

export function levelOf(percent: number | null): 'normal' | 'warn' | 'bad' {
  if (percent === null || percent < warnAt) return 'normal'
  return percent < badAt ? 'warn' : 'bad'
}

const looks = { normal: '', warn: 'bg-warn', bad: 'bg-bad' }

/** A share as a bar; decoration, for its number stands beside it. Nothing is drawn for what is not known. */
export function Bar({ percent, color = 'bg-accent' }: { percent: number | null; color?: string }) {
  return (
    <div className="bar" aria-hidden>
      {percent !== null && (
        <div className={looks[levelOf(percent)] || color} style={{ width: `${Math.min(100, percent)}%` }} />
      )}
    </div>
  )
}
