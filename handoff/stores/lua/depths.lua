-- How many wait in each line, and since when. ARGV: departments ...
-- -> {count, since ms of the one who came first (0: nobody), ...}
-- Who came first is looked for among the first hundred of the line, so that no long one holds up
-- the others; behind those may stand one who came earlier still, but is due later.
local reply = {}
for _, department in ipairs(ARGV) do
  local count = redis.pcall('ZCARD', base .. ':w:' .. department)
  local first = 0
  for _, conversation in ipairs(first_of(department)) do
    local since = tonumber(redis.call('HGET', handoff_key(conversation), 'since') or 0)
    if since > 0 and (first == 0 or since < first) then first = since end
  end
  reply[#reply + 1] = type(count) == 'number' and count or 0
  reply[#reply + 1] = string.format('%.0f', first)
end
return reply
