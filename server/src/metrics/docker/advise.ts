import type { DockerSample } from '@home-zenith/contract'
import type { Machine } from '../../sources/index.ts'
import type { Advice } from '../family.ts'

/** How to let the containers be seen. */
export function adviseDocker({ reason }: Pick<DockerSample, 'reason'>, { roots }: Machine): Advice[] {
  const socket = roots.dockerSocket
  if (reason === 'not_found')
    return [
      {
        what: `docker: there is no engine at ${socket}`,
        remedy:
          'sudo apt install docker.io, or set DOCKER_SOCKET to the socket of yours (podman: systemctl enable --now podman.socket, /run/podman/podman.sock)',
      },
    ]
  if (reason === 'permission_denied')
    return [
      {
        what: `docker: ${socket} may not be used by this user`,
        remedy: 'sudo usermod -aG docker "$(id -un)", then sign in again; that group is as mighty as root',
      },
    ]
  if (reason === 'unreachable')
    return [{ what: `docker: nothing answers at ${socket}`, remedy: 'sudo systemctl restart docker' }]
  return []
}
