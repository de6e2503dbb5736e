import type { Interruptions } from '@home-zenith/contract'
import type { MachineRoots } from '../../sources/index.ts'
import { findPackageWork } from './package-work.ts'
import { findRebootRequired } from './reboot-required.ts'
import { findRunningContainers } from './running-containers.ts'
import { findSignedInUsers } from './signed-in-users.ts'

/** What a reboot of this machine would interrupt now. */
export async function findInterruptions(roots: MachineRoots): Promise<Interruptions> {
  return {
    running_containers: await findRunningContainers(roots.dockerSocket),
    signed_in_users: findSignedInUsers(roots.rootfs),
    package_work: findPackageWork(roots),
    reboot_required: findRebootRequired(roots.rootfs),
  }
}
