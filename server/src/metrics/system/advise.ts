import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemSample } from '@home-zenith/contract'
import { type Machine, readText } from '../../sources/index.ts'
import type { Advice } from '../family.ts'

/** What would make a machine tell what it could and does not. A virtual one has no sensors, and needs none. */
export function adviseSystem(sample: Omit<SystemSample, 'timestamp'>, { roots }: Machine): Advice[] {
  const isPi = existsSync(join(roots.sysfs, 'firmware/devicetree/base/model'))
  const isVirtual = /^flags\s*:.*\bhypervisor\b/m.test(readText(join(roots.procfs, 'cpuinfo')) ?? '')
  const advice: Advice[] = []
  if (sample.pressure_cpu === null) {
    advice.push({
      what: 'pressure: this kernel does not measure it',
      remedy: isPi
        ? "sudo sed -i '1s/$/ psi=1/' /boot/firmware/cmdline.txt && sudo reboot"
        : `sudo sed -i 's/^GRUB_CMDLINE_LINUX="/&psi=1 /' /etc/default/grub && sudo update-grub && sudo reboot`,
    })
  }
  if (sample.temperature === null && !isVirtual) {
    advice.push({
      what: "temperature: no sensor of the CPU's is known to the kernel",
      remedy: 'sudo modprobe -a coretemp k10temp',
    })
  }
  return advice
}
