/** Where the machine's own file systems are: elsewhere when run in a container, a recording in tests. */
export interface MachineRoots {
  /** PROCFS_PATH */
  procfs: string
  /** SYSFS_PATH */
  sysfs: string
  /** ROOTFS_PATH */
  rootfs: string
  /** DOCKER_SOCKET */
  dockerSocket: string
}

/** What a collector may ask of the machine. */
export interface Machine {
  roots: MachineRoots
  /** Milliseconds on a clock that no time setting moves: what rates are divided by. */
  monotonicMs(): number
  /** As `monotonicMs`, from another beginning, but it goes on while the machine sleeps. To 10 ms. */
  bootMs(): number
  /**
   * Sizes in bytes of the file system mounted at `path` as this process sees it.
   * @param type as mountinfo names it: those that answer from memory are not given a thread
   * @throws when it cannot be asked in time
   */
  statfs(path: string, type: string): Promise<FilesystemSize>
  /** The text of a sysfs file whose driver may sleep to answer. @throws when it is gone, fails, or does not answer in time */
  readSlowFile(path: string): Promise<string>
}

export interface FilesystemSize {
  total: number
  /** As `df`: total − free, the blocks reserved for root counted as used by nobody. */
  used: number
  /** As `df`: the blocks that are free for others than root. */
  available: number
  /** 0 where the file system makes inodes as it needs them. */
  inodesTotal: number
  inodesUsed: number
  /** Major and minor number of what lies at the path; told below a root that is not this process' own. */
  device?: string
}
