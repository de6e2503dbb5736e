import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { serverQuery } from '../api/queries.ts'
import { useServices } from '../app-context.ts'
import { messages } from '../messages.ts'

// The first page of a visit leaves the focus where the browser puts it.
let isFirst = true

interface PageProps {
  title: string
  /** What the tab says instead of the title. */
  tabTitle?: string | undefined
  isTitleHidden?: boolean
  /** What stands beside the title. */
  tools?: ReactNode
  children: ReactNode
}

/** What a page has: a heading, which is where a change of pages leads keyboard and screen reader, and the tab's title. */
export function Page({ title, tabTitle = title, isTitleHidden = false, tools, children }: PageProps) {
  const { session } = useServices()
  const { data: server } = useQuery(serverQuery(session))
  const heading = useRef<HTMLHeadingElement>(null)
  const name = server?.hostname ?? messages.product

  useEffect(() => {
    document.title = `${tabTitle} · ${name}`
  }, [tabTitle, name])
  useEffect(() => {
    if (!isFirst) {
      scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    isFirst = false
    return () => {
      document.title = messages.product
    }
  }, [])

  return (
    <>
      <div className={isTitleHidden ? 'sr-only' : 'page-head'}>
        <h1 ref={heading} tabIndex={-1} className="text-xl font-bold tracking-tight outline-none">
          {title}
        </h1>
        {tools}
      </div>
      {children}
    </>
  )
}
