/** The address of a container's page. A dot is escaped: the server takes a last part with one for a file. */
export function pathOfContainer(name: string): string {
  return `/containers/${encodeURIComponent(name).replaceAll('.', '%2E')}`
}
