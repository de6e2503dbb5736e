import type { NetworkInterface } from '@home-zenith/contract'
import { formatBitrate, formatSpeed, missing } from '../format.ts'
import { messages } from '../messages.ts'

const { networkWidget: network } = messages

const byDefaultFirst = (a: NetworkInterface, b: NetworkInterface) => Number(b.is_default) - Number(a.is_default)

/** Each interface as it is now, the default route's first. */
export function Interfaces({ interfaces }: { interfaces: readonly NetworkInterface[] }) {
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
        {[...interfaces].sort(byDefaultFirst).map((one) => (
          <tr key={one.interface_name}>
            <td className="font-medium">
              {one.interface_name}{' '}
              {one.is_default && <span className="tag ml-1 inline-block">{network.isDefault}</span>}
            </td>
            <td className="number">{formatSpeed(one.download_speed)}</td>
            <td className="number">{formatSpeed(one.upload_speed)}</td>
            <td className="number hidden sm:table-cell">{formatBitrate(one.link_speed)}</td>
            <td className="number">{one.connected_devices ?? missing}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
