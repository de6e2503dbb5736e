/** The mark: a peak with the sun below it. */
export function Logo({ className }: { className?: string }) {
  return <img src="/favicon.svg" alt="" className={className ?? 'size-8'} />
}
