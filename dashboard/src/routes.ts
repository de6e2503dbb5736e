import { Box, ChartLine, LayoutDashboard, type LucideIcon, Server, Settings as SettingsIcon } from 'lucide-react'
import { type ComponentType, lazy } from 'react'
import type { RouteComponentProps } from 'wouter'
import { messages } from './messages.ts'

/** A page of the navigation, and what lies below its path; its code comes when it is wanted. */
export interface PageRoute {
  path: string
  /** What of an address is it: its path, and what may follow. */
  pattern: string
  label: string
  icon: LucideIcon
  /** The page itself where its code is there, else one that waits for it. */
  component(): ComponentType<RouteComponentProps>
  /** Asks for the code ahead of its use. @returns when it is there, or cannot be had */
  preload(): Promise<void>
}

function page(
  pattern: string,
  label: string,
  icon: LucideIcon,
  load: () => Promise<ComponentType<RouteComponentProps>>,
): PageRoute {
  let loaded: ComponentType<RouteComponentProps> | undefined
  const loadOnce = async () => {
    loaded = await load()
    return loaded
  }
  const Later = lazy(async () => ({ default: await loadOnce() }))
  return {
    path: pattern.replace('/:name?', ''),
    pattern,
    label,
    icon,
    component: () => loaded ?? Later,
    // A failure is told when the page itself is wanted.
    preload: () =>
      loadOnce().then(
        () => undefined,
        () => undefined,
      ),
  }
}

const { pages } = messages

/** The pages in the order of the navigation. */
export const routes: readonly PageRoute[] = [
  page('/', pages.overview, LayoutDashboard, async () => (await import('./pages/overview.tsx')).Overview),
  page('/history', pages.history, ChartLine, async () => (await import('./pages/history.tsx')).History),
  page('/containers/:name?', pages.containers, Box, async () => (await import('./pages/containers.tsx')).Containers),
  page('/machine', pages.machine, Server, async () => (await import('./pages/machine.tsx')).Machine),
  page('/settings/:name?', pages.settings, SettingsIcon, async () => (await import('./pages/settings.tsx')).Settings),
]

/** The page that a path is of: the one that it lies in. */
export function routeOf(path: string): PageRoute | undefined {
  return routes.find((route) => (route.path === '/' ? path === '/' : `${path}/`.startsWith(`${route.path}/`)))
}
