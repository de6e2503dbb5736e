import { ChartLine, LayoutDashboard, type LucideIcon } from 'lucide-react'
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { messages } from './messages.ts'

/** A page of the navigation; its code comes when it is wanted. */
export interface PageRoute {
  path: string
  label: string
  icon: LucideIcon
  Page: LazyExoticComponent<ComponentType>
  /** Asks for the code ahead of its use. */
  preload(): void
}

function page(path: string, label: string, icon: LucideIcon, load: () => Promise<ComponentType>): PageRoute {
  return {
    path,
    label,
    icon,
    Page: lazy(async () => ({ default: await load() })),
    // A failure is told when the page itself is wanted.
    preload: () => void load().catch(() => undefined),
  }
}

const { pages } = messages

/** The pages in the order of the navigation. */
export const routes: readonly PageRoute[] = [
  page('/', pages.overview, LayoutDashboard, async () => (await import('./pages/overview.tsx')).Overview),
  page('/history', pages.history, ChartLine, async () => (await import('./pages/history.tsx')).History),
]

/** The page that a path is of: the longest of those that it lies in. */
export function routeOf(path: string): PageRoute | undefined {
  return routes.find((route) => (route.path === '/' ? path === '/' : `${path}/`.startsWith(`${route.path}/`)))
}
