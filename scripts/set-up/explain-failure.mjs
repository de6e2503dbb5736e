const networkCodes =
  /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w*(?:CERT|SIGNATURE)\w*|CERT_\w+)\b/
const refusalCodes = /\bcode (E401|E403|E407|E429|E50[0-9])\b|Exit handler never called/

// What npm and the builders print, and what it means to the person at the machine. The first match counts.
/** @type {[RegExp, (match: RegExpMatchArray, again: string) => string][]} */
const causes = [
  [/ENOSPC|no space left on device/i, (_, again) => `the disk is full: make room, then run ${again} again`],
  [
    /ENOMEM|heap out of memory|Cannot allocate memory/i,
    (_, again) => `the memory ran out: stop other programs or add swap, then run ${again} again`,
  ],
  [
    /code EUSAGE[\s\S]*in sync|Missing: .* from lock file|Invalid: lock file/i,
    () =>
      'package-lock.json does not fit the package.json files: run npm install once, and keep the changed package-lock.json',
  ],
  [
    /code (E404|ETARGET)\b/,
    ([, code], again) =>
      `the package registry lacks a package that package-lock.json names (${code}): use another registry (npm config set registry …), then run ${again} again`,
  ],
  [
    /code EINTEGRITY/,
    (_, again) =>
      `a downloaded package is not the one that package-lock.json names: run npm cache clean --force, then ${again} again`,
  ],
  [networkCodes, explainNetwork],
  [refusalCodes, explainNetwork],
  [
    /\b(EACCES|EPERM|EROFS)\b[\s\S]*?(?:(?:ERR!|error) path |[a-z]+ ')([^\s']+)/,
    ([, code, path]) => `may not write ${path} (${code}): run it as the owner of this folder`,
  ],
]

function explainNetwork([, code], again) {
  return `the package registry cannot be reached (${code ?? 'npm gave up without a reason'}): check the network and the proxy, then run ${again} again`
}

/** Whether it was the network that failed, and not the registry that answered something else. */
export function isNetworkFailure(output) {
  return networkCodes.test(output)
}

/** Of npm's output the end that matters: without the manual page that it adds, and not endless. */
export function shortenOutput(output) {
  const withoutUsage = output.replace(
    /(?:^npm (?:ERR!|error)\s*)?^npm (?:ERR!|error) Clean install a project[\s\S]*/m,
    '',
  )
  return withoutUsage.trimEnd().split('\n').slice(-20).join('\n')
}

/**
 * One sentence for a command that failed.
 * @param {{ title: string, code: number | null, signal: string | null, output: string, again: string, logFile: string }} failure
 */
export function explainFailure({ title, code, signal, output, again, logFile }) {
  for (const [pattern, explain] of causes) {
    const match = output.match(pattern)
    if (match) return explain(match, again)
  }
  if (signal === 'SIGKILL')
    return `${title} was killed, as happens when the memory runs out: add swap, then run ${again} again`
  return `${title} failed (${signal ?? `code ${code}`}): the lines above tell why, all of them are in ${logFile}`
}
