// Bundled and run by history-subjects.mjs: an Express app with nothing but a route that answers one text, behind the guard of the
// server and its limit of requests.
import express from 'express'
import { createGuard } from '../server/src/auth/guard.ts'
import { requestLimit } from '../server/src/auth/limits.ts'
import { openDatabase } from '../server/src/platform/database/index.ts'
import { createLogger } from '../server/src/platform/logger.ts'

const { PORT, JWT_SECRET, SOCKET, TEXT } = process.env
const connection = { host: SOCKET, port: 5432, user: 'zenith', database: 'zenith' }
const guard = createGuard(openDatabase(connection, createLogger('warn')).prisma, JWT_SECRET)

const app = express()
app.set('trust proxy', 1)
app.use(requestLimit(guard))
app.get('/latest', async (request, response) => {
  await guard.authenticate(request)
  response.type('application/json').send(TEXT)
})
app.listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
