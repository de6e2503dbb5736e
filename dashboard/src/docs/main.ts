// The page behind GET /api/docs: every call of the OpenAPI document, to be tried. It needs no more than a form each.

interface Schema {
  type?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
}
interface Operation {
  summary: string
  security: object[]
  parameters: { name: string; in: 'path' | 'query'; required: boolean }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}
interface OpenapiDocument {
  paths: Record<string, Record<string, Operation>>
}

const token = document.querySelector<HTMLInputElement>('#token')
const list = document.querySelector('main')

const { paths } = (await (await fetch('/api/openapi.json')).json()) as OpenapiDocument
for (const [path, operations] of Object.entries(paths))
  for (const [method, operation] of Object.entries(operations)) list?.append(describe(method, path, operation))

function describe(method: string, path: string, operation: Operation): HTMLElement {
  const form = make('form')
  const fields = operation.parameters.map((parameter) => {
    const input = make('input', { name: parameter.name, required: parameter.required })
    form.append(make('label', {}, `${parameter.name} (${parameter.in})`, input))
    return { ...parameter, input }
  })
  const schema = operation.requestBody?.content['application/json'].schema
  const body = schema ? make('textarea', { rows: 6, value: JSON.stringify(exampleOf(schema), null, 2) }) : undefined
  if (body) form.append(make('label', {}, 'Body', body))
  const output = make('pre', { hidden: true })
  form.append(make('button', {}, 'Send'), output)

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const query = new URLSearchParams()
    let url = path
    for (const { name, in: place, input } of fields) {
      if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(input.value))
      else if (input.value !== '') query.set(name, input.value)
    }
    void send(method, query.size > 0 ? `${url}?${query}` : url, body?.value).then((text) => {
      output.textContent = text
      output.hidden = false
    })
  })
  const access = operation.security.length > 0 ? '' : ' (without a token)'
  const title = make(
    'summary',
    {},
    make('code', {}, `${method.toUpperCase()} ${path}`),
    ` ${operation.summary}${access}`,
  )
  return make('details', {}, title, form)
}

/** Sends it, and tells of the answer as people read it. */
async function send(method: string, url: string, body: string | undefined): Promise<string> {
  try {
    const response = await fetch(url, {
      method: method.toUpperCase(),
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

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}
