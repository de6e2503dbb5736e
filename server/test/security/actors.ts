import { generateKeyPairSync } from 'node:crypto'
import { createdApiTokenSchema } from '@home-zenith/contract'
import jwt from 'jsonwebtoken'
import type { Access } from './access.ts'
import { jwtSecret, type TestServer } from './running-server.ts'

export interface Actor {
  token: string | undefined
  /** What a good token lets its holder do; undefined: it is not good, and as good as none. */
  is?: { role: 'admin' | 'viewer'; signedIn: boolean }
}

/** Everybody who may come, each with a token. */
export async function gatherActors(server: TestServer): Promise<Record<string, Actor>> {
  const [viewer, admin, gone] = [
    await server.signIn('viewer'),
    await server.signIn('admin'),
    await server.signIn('admin'),
  ]
  const make = async (scope: 'read' | 'admin', by: { token: string }) => {
    const answer = await server.ask('POST', '/api/auth/tokens', { token: by.token, body: { name: scope, scope } })
    return createdApiTokenSchema.parse(await answer.json())
  }
  const [read, all, viewers, revoked] = [
    await make('read', admin),
    await make('admin', admin),
    await make('read', viewer),
    await make('admin', admin),
  ]
  await server.ask('DELETE', `/api/auth/tokens/${revoked.id}`, { token: admin.token })
  await server.ask('POST', '/api/auth/logout', { body: { refresh_token: gone.refreshToken } })

  const claims = jwt.decode(admin.token) as jwt.JwtPayload
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    nobody: { token: undefined },
    viewer: { token: viewer.token, is: { role: 'viewer', signedIn: true } },
    admin: { token: admin.token, is: { role: 'admin', signedIn: true } },
    'an API token to read': { token: read.token, is: { role: 'viewer', signedIn: false } },
    'an API token to administer': { token: all.token, is: { role: 'admin', signedIn: false } },
    'the API token of a viewer': { token: viewers.token, is: { role: 'viewer', signedIn: false } },
    'a revoked API token': { token: revoked.token },
    'a made-up API token': { token: `hz_${'x'.repeat(43)}` },
    'a token past its end': { token: jwt.sign({ ...claims, exp: 1000 }, jwtSecret) },
    'the token of a sign-in that was ended': { token: gone.token },
    'a token without a signature': { token: jwt.sign(claims, '', { algorithm: 'none' }) },
    'a token of another key': { token: jwt.sign(claims, 'y'.repeat(42)) },
    'a token of another algorithm': { token: jwt.sign(claims, jwtSecret, { algorithm: 'HS512' }) },
    'a token of an RSA key': { token: jwt.sign(claims, privateKey, { algorithm: 'RS256' }) },
    'a token of another issuer': { token: jwt.sign({ ...claims, iss: 'other' }, jwtSecret) },
    'a token for others': { token: jwt.sign({ ...claims, aud: 'other' }, jwtSecret) },
    "another user's sign-in": {
      token: jwt.sign({ ...claims, sub: (jwt.decode(viewer.token) as jwt.JwtPayload).sub }, jwtSecret),
    },
    'a viewer who says admin': {
      token: jwt.sign({ ...(jwt.decode(viewer.token) as jwt.JwtPayload), role: 'admin' }, jwtSecret),
      is: { role: 'viewer', signedIn: true },
    },
  }
}

/** How a request of the actor's has to end, whatever its content; null: it is let through. */
export function refusalOf({ is }: Actor, access: Access): 'unauthorized' | 'forbidden' | null {
  if (access === 'anybody') return null
  if (!is) return 'unauthorized'
  if (access.startsWith('admin') && is.role !== 'admin') return 'forbidden'
  if (access.endsWith('signed in') && !is.signedIn) return 'forbidden'
  return null
}
