import { writeAttribute } from '../bind.ts'

/** A shape of SVG, by its name and its points. */
export type Shape = readonly [name: 'polygon' | 'polyline', points: string]

/** Has these shapes in a group, and none else. The shapes in a place have the same name each time. */
export function drawShapes(group: SVGGElement, shapes: readonly Shape[]): void {
  while (group.childElementCount > shapes.length) group.lastElementChild?.remove()
  for (const [index, [name, points]] of shapes.entries()) {
    const shape = group.children[index] ?? group.appendChild(document.createElementNS(group.namespaceURI, name))
    writeAttribute(shape, 'points', points)
  }
}
