/** The texts of reboot and shutdown. */
export const power = {
  title: 'Reboot and shut down',
  open: { reboot: 'Reboot …', shutdown: 'Shut down …' },
  adminOnly: 'An admin can reboot or shut down this machine here.',
  disabled: 'Turned off in the settings of the server (POWER_CONTROL).',
  unavailable: 'Not possible here yet:',
  trial: 'Trial: everything but the last step happens',
  trialDetail: 'This is a trial: everything happens but the last step, and the machine keeps running.',
  never: 'No reboot is known since Home Zenith watches this machine.',
  last: (message: string, age: string) => `Last: ${message} (${age} ago)`,
  checkAgain: 'Check again',
  question: {
    reboot: (host: string) => `Reboot ${host}?`,
    shutdown: (host: string) => `Shut down ${host}?`,
  },
  comesBack: {
    reboot: 'It stops everything that runs on the machine, and starts it again.',
    shutdown: 'It stops everything that runs on the machine. Somebody has to switch it on again by hand.',
  },
  interrupts: 'What it interrupts',
  looking: 'Looking what it would interrupt …',
  nothing:
    'It interrupts nothing that is known: no container runs, nobody is signed in, no package is being installed.',
  unknown: {
    containers: 'Whether containers run cannot be told: the engine does not answer, or may not be asked.',
    users: 'Who is signed in cannot be told.',
    packages: 'Whether packages are being installed cannot be told.',
  },
  packageWork: (process: string) =>
    `${process} is at work on packages: let it finish, or the system may not start again.`,
  lost: (names: string) => `These containers will not start again by themselves: ${names}.`,
  kept: (count: number) => `${count} ${count === 1 ? 'container starts' : 'containers start'} again by themselves.`,
  stopped: (count: number) => `${count} running ${count === 1 ? 'container' : 'containers'} will stop.`,
  signedIn: (user: string, terminal: string | null, from: string | null) =>
    `${user} is signed in${terminal ? ` on ${terminal}` : ''}${from ? ` from ${from}` : ''}.`,
  rebootRequired: (packages: string) => `Updates wait for a reboot${packages ? `: ${packages}` : ''}.`,
  when: 'When',
  delays: [
    [5, 'in 5 seconds'],
    [60, 'in a minute'],
    [300, 'in 5 minutes'],
    [900, 'in 15 minutes'],
    [3600, 'in an hour'],
  ] as const,
  reason: 'Reason',
  reasonHint: 'Optional. Everybody who has this page open reads it.',
  password: 'Your password',
  passwordHint: 'Once more, so that nobody does it at a screen that you left open.',
  totp: 'Code of your authenticator',
  confirm: { reboot: 'Reboot', shutdown: 'Shut down' },
  dismiss: 'Keep running',
  waits: {
    reboot: (time: string) => `This machine will be rebooted at ${time}`,
    shutdown: (time: string) => `This machine will be shut down at ${time}`,
  },
  wouldBe: {
    reboot: (time: string) => `Trial: this machine would be rebooted at ${time}`,
    shutdown: (time: string) => `Trial: this machine would be shut down at ${time}`,
  },
  by: (name: string, reason: string | null) => (reason ? `${name}: ${reason}` : `asked for by ${name}`),
  left: (duration: string) => `, in ${duration}`,
  cancel: 'Cancel it',
  begun: {
    reboot: 'This machine is being rebooted. The page comes back by itself.',
    shutdown: 'This machine is being shut down. The page comes back when it is switched on again.',
  },
  trialOver: 'The trial is over: now the machine would have gone down.',
  cancelled: {
    reboot: (message: string) => `The reboot will not happen: ${message}.`,
    shutdown: (message: string) => `The shutdown will not happen: ${message}.`,
  },
  failed: {
    reboot: (message: string) => `The reboot failed: ${message}`,
    shutdown: (message: string) => `The shutdown failed: ${message}`,
  },
  noticeLabel: 'What happens to this machine',
  close: 'Close this notice',
}
