/** The texts of the overview and its arrangement. */
export const overview = {
  arrange: 'Arrange widgets',
  arranging: 'Arrange the overview',
  how: 'Drag a widget by its handle, or move it with its arrows. It is kept with your account.',
  done: 'Done',
  reset: 'Reset',
  back: (title: string) => `Move ${title} back`,
  forth: (title: string) => `Move ${title} forth`,
  drag: (title: string) => `Drag ${title}`,
  hide: (title: string) => `Hide ${title}`,
  add: (title: string) => `Add ${title}`,
  place: (title: string, place: number, of: number) => `${title}: place ${place} of ${of}`,
  hidden: (title: string) => `${title} is hidden`,
  empty: 'Nothing is shown. Add widgets by "Arrange widgets".',
  hideThis: 'Hide this widget',
  temperatures: {
    title: 'Temperatures',
    cpu: 'CPU',
    none: 'No sensor was found. A virtual machine has none; elsewhere "bin/zenith doctor" tells what to do.',
    warmest: (value: string) => `warmest: ${value}`,
  },
  change: (difference: string, hours: number) => `${difference} in ${hours} h`,
}
