import type { ComponentType } from 'react'
import { CostWidget } from './cost-widget.tsx'
import { CpuRamWidget } from './cpu-ram-widget.tsx'
import { DisksWidget } from './disks-widget.tsx'
import { DockerWidget } from './docker-widget.tsx'
import { LiveChart } from './live-chart.tsx'
import { NetworkWidget } from './network-widget.tsx'
import { PowerControls } from './power-controls.tsx'
import { SystemStats } from './system-stats.tsx'

/** The widgets of the overview in their order, and how wide each is on a wide screen. */
export const widgets: readonly { Widget: ComponentType<{ className?: string }>; className?: string }[] = [
  { Widget: CpuRamWidget },
  { Widget: LiveChart, className: 'lg:col-span-2' },
  { Widget: SystemStats, className: 'lg:col-span-3' },
  { Widget: NetworkWidget, className: 'lg:col-span-2' },
  { Widget: DisksWidget },
  { Widget: DockerWidget, className: 'lg:col-span-2' },
  { Widget: CostWidget },
  { Widget: PowerControls, className: 'lg:col-span-3' },
]
