import type { NetworkInterface, NetworkSample } from '@home-zenith/contract'
import type { Source } from '../api/queries.ts'
import { bindText } from '../bind.ts'
import { formatBitrate, formatSpeed, missing } from '../format.ts'
import { messages } from '../messages.ts'
import { useRead } from '../use-shared.ts'

const { networkWidget: network } = messages

interface Listed {
  name: string
  isDefault: boolean
}

const listedIn = ({ interfaces }: NetworkSample): Listed[] =>
  interfaces
    .map(({ interface_name, is_default }) => ({ name: interface_name, isDefault: is_default }))
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault))

/** Each interface as it is now, the default route's first. */
export function Interfaces({ source }: { source: Source<NetworkSample> }) {
  const listed = useRead(source, ({ data }) => (data ? listedIn(data) : []))
  return (
    <table className="list">
      <thead>
        <tr>
          <th>{network.name}</th>
          <th className="number">{network.download}</th>
          <th className="number">{network.upload}</th>
          <th className="number hidden sm:table-cell">{network.link}</th>
          <th className="number">{network.devices}</th>
        </tr>
      </thead>
      <tbody>
        {listed.map((one) => (
          <Row key={one.name} {...one} source={source} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ name, isDefault, source }: Listed & { source: Source<NetworkSample> }) {
  const text = (read: (one: NetworkInterface | undefined) => string) =>
    bindText(source, ({ interfaces }) => read(interfaces.find(({ interface_name }) => interface_name === name)))
  return (
    <tr>
      <td className="font-medium">
        {name} {isDefault && <span className="tag ml-1 inline-block">{network.isDefault}</span>}
      </td>
      <td ref={text((one) => formatSpeed(one?.download_speed))} className="number" />
      <td ref={text((one) => formatSpeed(one?.upload_speed))} className="number" />
      <td ref={text((one) => formatBitrate(one?.link_speed))} className="number hidden sm:table-cell" />
      <td ref={text((one) => `${one?.connected_devices ?? missing}`)} className="number" />
    </tr>
  )
}
