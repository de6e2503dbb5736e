import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

type Answers = Record<string, { content?: Record<string, { schema: object }> } | { $ref: string }>
export interface OpenapiDocument {
  paths: Record<string, Record<string, { responses: Answers }>>
  components: { responses: Record<string, { content: Record<string, { schema: object }> }> }
}

export type AnswerCheck = (method: string, url: string, answer: Response) => Promise<string | null>

/**
 * Compares answers with the OpenAPI document.
 * @returns what is wrong with an answer, in words; null when the document tells of it
 */
export function createAnswerCheck(document: OpenapiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ ...document, $id: 'openapi' }, 'openapi')
  const validators = new Map<string, ValidateFunction>()
  const paths = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }))

  function validatorOf(pointer: string): ValidateFunction {
    const known = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` })
    validators.set(pointer, known)
    return known
  }

  return async (method, url, answer) => {
    const pathname = new URL(url, 'http://localhost').pathname
    // The longest first: `/things/history` is not `/things/{id}`.
    const path = paths
      .filter(({ pattern }) => pattern.test(pathname))
      .sort((a, b) => literal(b.path) - literal(a.path))[0]?.path
    const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase()
    const operation = path === undefined ? undefined : document.paths[path]?.[verb]
    if (path === undefined || !operation) return null
    const type = answer.headers.get('content-type')?.split(';')[0]
    const isListed = String(answer.status) in operation.responses
    if (!isListed && answer.status < 400 && answer.status !== 304) return `${answer.status} is not among its answers`
    if (type === undefined || !/json$/.test(type)) return null
    const inPointer = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1')
    const content = `content/${inPointer(type)}/schema`
    const pointer =
      isListed && type === 'application/json'
        ? `/paths/${inPointer(path)}/${verb}/responses/${answer.status}/${content}`
        : `/components/responses/Problem/${content}`
    const validate = validatorOf(pointer)
    if (validate(await answer.clone().json())) return null
    return `${answer.status} ${ajv.errorsText(validate.errors)}`
  }
}

const literal = (path: string) => path.replace(/\{\w+\}/g, '').length
