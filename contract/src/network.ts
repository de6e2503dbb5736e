import { z } from 'zod'

const bytesPerSecond = z.number().nullable()
const count = z.int().nullable()

export const networkInterfaceSchema = z.object({
  interface_name: z.string(),
  /** Whether the default route goes out here. */
  is_default: z.boolean(),
  download_speed: bytesPerSecond,
  upload_speed: bytesPerSecond,
  /** Distinct hardware addresses in the kernel's ARP table: only what this machine has talked to over IPv4. */
  connected_devices: count,
  /** Bytes per second that the link can carry each way; null while it is down, or where there is no such figure. */
  link_speed: bytesPerSecond,
})
export type NetworkInterface = z.infer<typeof networkInterfaceSchema>

/** One sample of the network, every 10 s. The outer fields are the default route's interface, null without one. */
export const networkSampleSchema = z.object({
  timestamp: z.iso.datetime(),
  interface_name: z.string().nullable(),
  download_speed: bytesPerSecond,
  upload_speed: bytesPerSecond,
  connected_devices: count,
  /** All but `lo` and `veth*`, in the kernel's order. */
  interfaces: z.array(networkInterfaceSchema),
})
export type NetworkSample = z.infer<typeof networkSampleSchema>
