// What one would write with systeminformation in an hour: the same values at the same intervals as Home Zenith.
// Its docker calls read DOCKER_SOCKET themselves. At its end it tells in BENCH_SEEN_FILE how many containers it saw.
import { writeFileSync } from 'node:fs'
import si from 'systeminformation'

let containers = 0

const every = (seconds, work) => {
  const run = () => work().catch((err) => console.error(err))
  run()
  setInterval(run, seconds * 1000)
}

every(5, () =>
  Promise.all([si.currentLoad(), si.mem(), si.fsSize(), si.cpuTemperature(), si.time(), si.disksIO(), si.fsStats()]),
)
every(10, () => Promise.all([si.networkStats('*'), si.networkInterfaces()]))
every(15, async () => {
  await si.dockerContainers()
  containers = (await si.dockerContainerStats('*')).length
})

process.on('SIGTERM', () => {
  writeFileSync(process.env.BENCH_SEEN_FILE, JSON.stringify({ containers }))
  process.exit()
})
