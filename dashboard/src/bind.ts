import type { RefCallback } from 'react'
import type { Source } from './api/queries.ts'

/**
 * A ref to an element into which `write` puts what `read` gives of the newest data: when it is drawn, and whenever that is something
 * else. React is not asked to render for it, and is not to write there itself.
 */
export function bind<Data, Part, Target extends Element>(
  source: Source<Data>,
  read: (data: Data) => Part,
  write: (element: Target, part: Part) => void,
): RefCallback<Target> {
  return (element) => {
    if (!element) return
    let written: Part | undefined
    const look = ({ data }: { data: Data | undefined }) => {
      if (data === undefined) return
      const part = read(data)
      if (part === written) return
      written = part
      write(element, part)
    }
    look(source.getCurrentResult())
    return source.subscribe(look)
  }
}

/** The text of an element that has nothing else in it. */
export const bindText = <Data>(source: Source<Data>, read: (data: Data) => string) => bind(source, read, writeText)

function writeText(element: Element, text: string): void {
  // The same node with another text is laid out sooner than another node; bound anew, it has the same.
  if (!element.firstChild) element.textContent = text
  else if (element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text
}

/** Whether an element has a class. */
export const bindClass = <Data>(source: Source<Data>, name: string, read: (data: Data) => boolean) =>
  bind(source, read, (element, has) => void element.classList.toggle(name, has))

/** Even the same value again is a change for a browser. */
export function writeAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
