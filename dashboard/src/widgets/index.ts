import type { ComponentType } from 'react'
import { overview } from '../messages/overview.ts'
import { power } from '../messages/power.ts'
import { messages } from '../messages.ts'
import { CostWidget } from './cost-widget.tsx'
import { CpuRamWidget } from './cpu-ram-widget.tsx'
import { DisksWidget } from './disks-widget.tsx'
import { DockerWidget } from './docker-widget.tsx'
import { LiveChart } from './live-chart.tsx'
import { NetworkWidget } from './network-widget.tsx'
import { PowerControls } from './power-controls.tsx'
import { SystemStats } from './system-stats.tsx'
import { TemperaturesWidget } from './temperatures-widget.tsx'

export interface WidgetEntry {
  /** By which layouts know it: never to be changed. */
  id: string
  title: string
  Widget: ComponentType
  /** How many columns it takes on a wide screen, of three. */
  width: 1 | 2 | 3
}

/** The widgets of the overview in their first order. */
export const widgets: readonly WidgetEntry[] = [
  { id: 'cpu', title: messages.cpuAndMemory, Widget: CpuRamWidget, width: 1 },
  { id: 'chart', title: messages.lastMinutes, Widget: LiveChart, width: 2 },
  { id: 'system', title: messages.system, Widget: SystemStats, width: 3 },
  { id: 'network', title: messages.networkWidget.title, Widget: NetworkWidget, width: 2 },
  { id: 'disks', title: messages.disks.title, Widget: DisksWidget, width: 1 },
  { id: 'docker', title: messages.docker.title, Widget: DockerWidget, width: 2 },
  { id: 'temperatures', title: overview.temperatures.title, Widget: TemperaturesWidget, width: 1 },
  { id: 'cost', title: messages.cost.title, Widget: CostWidget, width: 2 },
  { id: 'power', title: power.title, Widget: PowerControls, width: 1 },
]
