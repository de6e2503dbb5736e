// A question to a child process with a channel, and its answer.

const limitMs = 120_000

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} key what the answer has
 * @throws when the child ends, or does not answer within two minutes
 */
export function ask(child, question, key) {
  return new Promise((resolve, reject) => {
    const hear = (given) => key in given && settle(resolve, given[key])
    const fail = () => settle(reject, new Error(`ended without an answer to ${JSON.stringify(question)}`))
    const limit = setTimeout(
      () => settle(reject, new Error(`no answer within ${limitMs} ms to ${JSON.stringify(question)}`)),
      limitMs,
    )
    function settle(how, value) {
      clearTimeout(limit)
      child.off('message', hear)
      child.off('exit', fail)
      how(value)
    }
    child.on('message', hear)
    child.on('exit', fail)
    child.send(question)
  })
}
