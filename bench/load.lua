-- Ask for the addresses of a file in turn, each time as somebody from elsewhere, and print one line of JSON at the end.
--   wrk -s load.lua URL -- FILE START        one address a line; START: which network address comes first

local addresses, asked, start = {}, 0, 0

function init(args)
  start = tonumber(args[2])
  for line in io.lines(args[1]) do
    addresses[#addresses + 1] = line
  end
end

function request()
  asked = asked + 1
  local from = start + asked
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(from / 65536) % 256, math.floor(from / 256) % 256, from % 256)
  return wrk.format("GET", addresses[(asked - 1) % #addresses + 1])
end

function done(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "bytes": %d, "errors": %d, "p50_ms": %f, "p99_ms": %f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, wrong, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
