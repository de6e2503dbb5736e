import { Page } from '../components/page.tsx'
import { messages } from '../messages.ts'
import { WidgetGrid } from '../widgets/widget-grid.tsx'

export function Overview() {
  return (
    <Page title={messages.pages.overview} isTitleHidden>
      <WidgetGrid />
    </Page>
  )
}
