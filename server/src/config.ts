import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'

/** Settings that cannot be used: one line a mistake, naming the variable, what it holds and what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** A whole number in decimal digits: `Number` alone would also take '', ' 5' and '0x50'. */
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
const port = wholeNumber.refine((number) => number <= 65_535)
const flag = z
  .enum(['', '0', 'off', 'false', 'no', '1', 'on', 'true', 'yes'])
  .transform((text) => ['1', 'on', 'true', 'yes'].includes(text))

const folder = z.string().refine(isFolder)

interface Setting<Value extends z.ZodType = z.ZodType> {
  value: Value
  /** What the variable takes, for the message of a mistake. */
  takes: string
  isSecret?: true
}

const settings = {
  DATABASE_URL: {
    value: z
      .string()
      .refine((text) => URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol))
      .optional(),
    takes: 'a URL such as postgresql://user:password@host:5432/database',
    isSecret: true,
  },
  JWT_SECRET: { value: z.string().min(32).optional(), takes: 'at least 32 characters', isSecret: true },
  PORT: { value: port.default(3000), takes: 'a port from 0 to 65535' },
  HTTP_HOST: { value: z.string().min(1).default('127.0.0.1'), takes: 'an address to listen on' },
  HTTPS_PORT: { value: port.default(3443), takes: 'a port from 1 to 65535, or 0 for none' },
  HTTPS_HOST: { value: z.string().min(1).optional(), takes: 'an address to listen on' },
  TLS_CERT_FILE: { value: z.string().min(1).optional(), takes: 'the path of a PEM file' },
  TLS_KEY_FILE: { value: z.string().min(1).optional(), takes: 'the path of a PEM file' },
  HSTS: { value: flag.default(false), takes: 'on or off' },
  NODE_ENV: {
    value: z.enum(['production', 'development', 'test']).default('production'),
    takes: 'production, development or test',
  },
  LOG_LEVEL: {
    value: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    takes: 'trace, debug, info, warn, error, fatal or silent',
  },
  DATA_DIR: { value: z.string().min(1).default('./data'), takes: 'the path of a folder' },
  TRUST_PROXY: {
    value: wholeNumber.refine((hops) => hops <= 10).default(0),
    takes: 'a number of proxies from 0 to 10',
  },
  CORS_ORIGIN: {
    value: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin))
      .default([]),
    takes: 'origins such as https://home.example, separated by commas',
  },
  DOCKER_SOCKET: { value: z.string().min(1).default('/var/run/docker.sock'), takes: 'the path of a socket' },
  PROCFS_PATH: { value: folder.default('/proc'), takes: 'the path of a folder that is there' },
  SYSFS_PATH: { value: folder.default('/sys'), takes: 'the path of a folder that is there' },
  ROOTFS_PATH: { value: folder.default('/'), takes: 'the path of a folder that is there' },
  POWER_CONTROL: {
    value: z.enum(['enabled', 'dry-run', 'disabled']).default('enabled'),
    takes: 'enabled, dry-run or disabled',
  },
  SETUP_CODE: { value: z.string().min(8).max(128).optional(), takes: '8 to 128 characters', isSecret: true },
  RETENTION_HOURLY_DAYS: {
    value: wholeNumber.refine((days) => days >= 1 && days <= 36_500).optional(),
    takes: 'a number of days from 1 to 36500',
  },
} satisfies Record<string, Setting>

type Name = keyof typeof settings

/** The settings by their names in the environment; `DATA_DIR` is absolute. */
export type Config = { readonly [K in Name]: z.output<(typeof settings)[K]['value']> }

/**
 * The settings from the environment and, behind it, a `.env` file in the working directory.
 * @throws {ConfigError} with one line a mistake
 */
export function parseConfig(environment: Record<string, string | undefined>, directory: string): Config {
  const mistakes: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    // An empty variable is one that is not set: `FOO=` in a .env file or a compose file means nothing else.
    const text = environment[name] || undefined
    const parsed = setting.value.safeParse(text)
    if (parsed.success) values[name] = parsed.data
    else {
      const holds = setting.isSecret ? `a value of ${text?.length} characters` : JSON.stringify(text)
      mistakes.push(`${name} holds ${holds}; it takes ${setting.takes}`)
    }
  }
  mistakes.push(...contradictions(values))
  if (mistakes.length > 0) throw new ConfigError(mistakes.join('\n'))
  const config = values as Config
  return { ...config, DATA_DIR: resolve(directory, config.DATA_DIR) }
}

/** What is wrong between settings of which each by itself is right, as those are that are given. */
function contradictions(config: Partial<Config>): string[] {
  const found: string[] = []
  if ((config.TLS_CERT_FILE === undefined) !== (config.TLS_KEY_FILE === undefined)) {
    const [given, missing] = config.TLS_CERT_FILE
      ? ['TLS_CERT_FILE', 'TLS_KEY_FILE']
      : ['TLS_KEY_FILE', 'TLS_CERT_FILE']
    found.push(`${missing} is not set, but ${given} is; they take the two files of one pair`)
  }
  if (config.PORT && config.PORT === config.HTTPS_PORT) {
    found.push(`HTTPS_PORT holds ${config.HTTPS_PORT}, which PORT has already; they take two ports`)
  }
  return found
}

/**
 * Reads the process's environment and a file of settings: the one that `SETTINGS_FILE` names, as the Debian package does,
 * or `.env` in the working directory. The only place that does.
 * @throws {ConfigError}
 */
export function loadConfig(): Config {
  const named = process.env.SETTINGS_FILE
  const file = named || join(process.cwd(), '.env')
  const fromFile = named || existsSync(file) ? parseEnv(readSettings(file)) : {}
  return parseConfig({ ...fromFile, ...withoutEmpty(process.env) }, process.cwd())
}

function readSettings(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (err) {
    // It may hold passwords, so that not everybody may read it.
    const isClosed = err instanceof Error && 'code' in err && err.code === 'EACCES'
    const remedy = isClosed ? 'run it as root (sudo) or as the owner of the service' : 'see that it is there'
    throw new ConfigError(
      `the settings in ${file} cannot be read: ${err instanceof Error ? err.message : err}; ${remedy}`,
    )
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** The connection to systemd's notification socket that `with-notify-socket` has opened; null without one. */
export function notifyDescriptor(): number | null {
  const descriptor = Number(process.env.NOTIFY_FD)
  return Number.isInteger(descriptor) && descriptor > 2 ? descriptor : null
}

function withoutEmpty(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
}

/** Where programs of the machine are looked for. */
export function searchPath(): string {
  return process.env.PATH || '/usr/sbin:/usr/bin:/sbin:/bin'
}

/** Every setting with what it takes, in the order of the documentation. */
export function describeSettings(): { name: string; takes: string }[] {
  return Object.entries(settings).map(([name, { takes }]) => ({ name, takes }))
}

/** Where the settings say that the machine's own files are. */
export function rootsOf(config: Config): { procfs: string; sysfs: string; rootfs: string; dockerSocket: string } {
  return {
    procfs: config.PROCFS_PATH,
    sysfs: config.SYSFS_PATH,
    rootfs: config.ROOTFS_PATH,
    dockerSocket: config.DOCKER_SOCKET,
  }
}
