-- Who is on duty and holds what, for leads and for whoever passes a chat on. ARGV: agents ...
-- -> {presence, load} of each; away where no sign of life comes
local reply = {}
for _, agent in ipairs(ARGV) do
  local on = redis.call('HGET', agent_key(agent), 'on') or 'away'
  reply[#reply + 1] = redis.call('ZSCORE', base .. ':live', agent) and on or 'away'
  reply[#reply + 1] = redis.call('SCARD', base .. ':ac:' .. agent)
end
return reply
