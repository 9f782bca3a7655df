-- What agents and lines did lately. ARGV: 'a', which agent first, how many of them; or 'l', classes ...
-- -> for 'a' {how many there are, then agent, classes, capacity, chats held, 1 on duty, 1 away, JSON of
-- sums (past.lua) ...}; for 'l' the JSON of each
local reply = {}
if ARGV[1] == 'l' then
  for i = 2, #ARGV do reply[#reply + 1] = cjson.encode((sums(base .. ':had:' .. ARGV[i]))) end
  return reply
end
local first = tonumber(ARGV[2])
if first == 0 then
  redis.call('ZREMRANGEBYSCORE', base .. ':did', '-inf', digits(run_ms() - DAY - TEN_MINUTES))
end
reply[1] = redis.call('ZCARD', base .. ':did')
for _, agent in ipairs(redis.call('ZRANGE', base .. ':did', first, first + tonumber(ARGV[3]) - 1)) do
  local a = redis.call('HMGET', agent_key(agent), 'cls', 'cap')
  local found, levels = sums(did_key(agent))
  for _, each in ipairs({agent, a[1] or '', a[2] or 0, levels.busy or 0, levels.on or 0,
      levels.off or 0, cjson.encode(found)}) do
    reply[#reply + 1] = each
  end
end
return reply
