// The page behind GET /api/docs: every call of the OpenAPI document, to be read, to be copied for curl, and to be tried.

interface Schema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  description?: string
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  required?: string[]
}
type Content = { 'application/json'?: { schema: Schema } }
interface Operation {
  summary: string
  tags: [string]
  security: object[]
  parameters: { name: string; in: 'path' | 'query'; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}
interface OpenapiDocument {
  paths: Record<string, Record<string, Operation>>
}

const token = document.querySelector<HTMLInputElement>('#token')
const list = document.querySelector('main')

// What most come for.
const first = ['metrics', 'server', 'events', 'health']
const { paths } = (await (await fetch('/api/openapi.json')).json()) as OpenapiDocument
const sections = new Map(first.map((tag) => [tag, make('section', {}, make('h2', {}, `/api/${tag}`))]))
for (const [path, operations] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const [tag] = operation.tags
    const section = sections.get(tag) ?? make('section', {}, make('h2', {}, `/api/${tag}`))
    sections.set(tag, section)
    section.append(describe(method.toUpperCase(), path, operation))
  }
}
list?.append(...sections.values())

function describe(method: string, path: string, operation: Operation): HTMLElement {
  const form = make('form')
  const fields = operation.parameters.map(({ name, in: place, required, description = '', schema }) => {
    const input = schema.enum ? choiceOf(schema.enum) : make('input', { placeholder: textOf(schema.default) })
    Object.assign(input, { name, required })
    const note = make('small', {}, [place === 'path' ? 'in the path' : '', description].filter(Boolean).join('; '))
    form.append(make('label', {}, make('code', {}, name), ' ', note, input))
    return { name, place, input }
  })
  const schema = operation.requestBody?.content['application/json']?.schema
  const body = schema ? make('textarea', { rows: 6, value: JSON.stringify(exampleOf(schema), null, 2) }) : undefined
  if (body) form.append(make('label', {}, 'Body', body))
  const isOpen = operation.security.length === 0
  const command = make('code', { className: 'command' })
  const output = make('pre', { hidden: true })
  form.append(command, make('button', {}, 'Send'), output)

  const urlOf = () => {
    const query = new URLSearchParams()
    let url = path
    for (const { name, place, input } of fields) {
      if (input.value === '') continue
      if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(input.value))
      else query.set(name, input.value)
    }
    return query.size > 0 ? `${url}?${query}` : url
  }
  const showCommand = () => {
    command.textContent = curlOf(method, urlOf(), isOpen, body?.value)
  }
  showCommand()
  form.addEventListener('input', showCommand)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(method, urlOf(), body?.value).then((text) => {
      output.textContent = text
      output.hidden = false
    })
  })
  const title = make('summary', {}, make('code', {}, `${method} ${path}`), ` ${operation.summary}`)
  if (isOpen) title.append(make('small', {}, ' · without a token'))
  return make('details', {}, title, form, ...answersOf(operation))
}

/** The fields of each good answer. */
function answersOf({ responses }: Operation): HTMLElement[] {
  return Object.entries(responses).flatMap(([status, { content }]) => {
    if (status === 'default') return []
    const schema = content?.['application/json']?.schema
    return [make('h3', {}, `Answer ${status}`), make('pre', {}, schema ? outline(schema) : 'no JSON')]
  })
}

function outline(schema: Schema, indent = ''): string {
  const { type, const: only, enum: values, properties, additionalProperties, items, anyOf } = schema
  if (anyOf) return anyOf.map((one) => outline(one, indent)).join(' | ')
  if (items) return `[ ${outline(items, indent)} ]`
  if (only !== undefined || values) return (values ?? [only]).map((value) => JSON.stringify(value)).join(' | ')
  if (type !== 'object') return [type ?? 'any'].flat().join(' | ')
  const inner = `${indent}  `
  const named = Object.entries(properties ?? {}).map(([name, value]) => `${inner}${name}: ${outline(value, inner)}`)
  const others =
    typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? [`${inner}(any name): ${outline(additionalProperties, inner)}`]
      : []
  const members = [...named, ...others]
  return members.length > 0 ? `{\n${members.join('\n')}\n${indent}}` : '{ … }'
}

function curlOf(method: string, url: string, isOpen: boolean, body: string | undefined): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  const compact = (text: string) => text.replace(/\s*\n\s*/g, ' ')
  return [
    'curl -s',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quote(location.origin + url),
    ...(isOpen ? [] : ['-H "Authorization: Bearer $token"']),
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json' -d ${quote(compact(body))}`]),
  ].join(' ')
}

/** Sends it, and tells of the answer as people read it. */
async function send(method: string, url: string, body: string | undefined): Promise<string> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(token?.value ? { Authorization: `Bearer ${token.value}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
    return `${response.status} ${response.statusText}\n\n${isJson ? JSON.stringify(JSON.parse(text), null, 2) : text}`
  } catch (error) {
    return String(error)
  }
}

/** The required fields, each with a value of its kind. */
function exampleOf({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const fieldOf = ({ type, enum: values }: Schema) =>
    values?.[0] ?? (type === 'boolean' ? false : type === 'integer' ? 0 : '')
  return Object.fromEntries(required.map((name) => [name, fieldOf(properties[name] ?? {})]))
}

/** A choice among values, or none of them. */
function choiceOf(values: readonly unknown[]): HTMLSelectElement {
  return make('select', {}, ...['', ...values].map((value) => make('option', {}, textOf(value))))
}

function textOf(value: unknown): string {
  return value === undefined ? '' : String(value)
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}
