import { type RefObject, useEffect, useState } from 'react'

// Charts that are about to be scrolled to have their data already.
const marginPx = 300

/** How wide an element is, and whether it is on the screen or close to it; 0 and false before it is laid out. */
export function useMeasured(element: RefObject<HTMLElement | null>): { widthPx: number; isNear: boolean } {
  const [measured, setMeasured] = useState({ widthPx: 0, isNear: false })
  useEffect(() => {
    const target = element.current
    if (!target) return
    const near = new IntersectionObserver(
      ([entry]) => entry && setMeasured((last) => ({ ...last, isNear: entry.isIntersecting })),
      { rootMargin: `${marginPx}px` },
    )
    const size = new ResizeObserver(() => setMeasured((last) => ({ ...last, widthPx: target.clientWidth })))
    near.observe(target)
    size.observe(target)
    return () => {
      near.disconnect()
      size.disconnect()
    }
  }, [element])
  return measured
}
