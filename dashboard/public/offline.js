// Goes on where it was asked for, as soon as the server answers.
const retryMs = 5000

async function tryNow() {
  try {
    await fetch('/api/health/live', { cache: 'no-store' })
    location.reload()
  } catch {
    document.getElementById('last').textContent = `Tried in vain at ${new Date().toLocaleTimeString()}.`
  }
}

document.querySelector('button').addEventListener('click', tryNow)
setInterval(() => document.hidden || tryNow(), retryMs)
document.addEventListener('visibilitychange', () => document.hidden || tryNow())
