-- wrk ... -s wrk.lua URL -- FILE [fresh]
-- FILE holds addresses that end in a query, percent-encoded, one a line, asked in random order. With `fresh` each gets a comment of its own,
-- so that no cache has met it before.
local fresh, queries, number = false, {}, 0
local headers = { ["Accept"] = "application/sparql-results+json" }

function init(args)
  fresh = args[2] == "fresh"
  math.randomseed(os.time())
  number = os.time() * 100000
  for line in io.lines(args[1]) do
    queries[#queries + 1] = fresh and line or wrk.format("GET", line, headers)
  end
end

function request()
  local query = queries[math.random(#queries)]
  if not fresh then
    return query
  end
  number = number + 1
  return wrk.format("GET", query .. "%20%23" .. number, headers)
end
