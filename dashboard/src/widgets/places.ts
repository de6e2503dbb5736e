import { type WidgetEntry, widgets } from './index.ts'
import { spansOf } from './layout.ts'

export const gridClass = 'grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[repeat(3,minmax(0,1fr))]'
const spanClasses = ['', '', 'lg:col-span-2', 'lg:col-span-3']

export function widgetOf(id: string): WidgetEntry | undefined {
  return widgets.find((entry) => entry.id === id)
}

/** The classes of each widget's place, in their order. */
export function placesOf(shown: readonly string[]): { id: string; className: string }[] {
  const spans = spansOf(shown.map((id) => widgetOf(id)?.width ?? 1))
  return shown.map((id, index) => ({ id, className: spanClasses[spans[index] ?? 1] ?? '' }))
}
