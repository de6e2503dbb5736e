import { expect, test } from 'vitest'
import { ConfigError } from './config.ts'
import { makeDataDir } from './make-data-dir.ts'

test('a folder that cannot be made is a mistake in the settings, and says so', () => {
  const make = () => makeDataDir('/proc/home-zenith')
  expect(make).toThrow(ConfigError)
  expect(make).toThrow(
    /^DATA_DIR \/proc\/home-zenith cannot be made: .* Set DATA_DIR to a folder that this user may write\.$/,
  )
})
