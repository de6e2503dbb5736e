-- For wrk: asks for a range that ends at another second each time, and tells what came of it as one line of JSON.
-- Environment: LOAD_PATH (with FROM and TO in it), LOAD_TIME ("iso" or "seconds"), LOAD_END and LOAD_SPREAD (the latest end in
-- seconds since the epoch, and how much earlier it may be), LOAD_LENGTH (of the range in seconds), LOAD_TOKEN.
local path, kind = os.getenv("LOAD_PATH"), os.getenv("LOAD_TIME")
local latest, spread, length = tonumber(os.getenv("LOAD_END")), tonumber(os.getenv("LOAD_SPREAD")), tonumber(os.getenv("LOAD_LENGTH"))
local token = os.getenv("LOAD_TOKEN")

function init()
  math.randomseed(os.time())
end

local function moment(seconds)
  return kind == "iso" and os.date("!%Y-%m-%dT%H:%M:%SZ", seconds) or string.format("%d", seconds)
end

function request()
  local ending = latest - math.random(0, spread)
  local asked = path:gsub("FROM", moment(ending - length)):gsub("TO", moment(ending))
  local headers = {}
  if token then
    headers["Authorization"] = "Bearer " .. token
    -- Each from an address of its own: it is the limit that has to be paid for, not to be met.
    headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254))
  end
  return wrk.format("GET", asked, headers)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"bytes":%d,"median_ms":%.3f,"p99_ms":%.3f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
