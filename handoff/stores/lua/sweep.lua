-- What needs a look in this shard: leases that ran out are taken back, due timers become events.
-- ARGV: now ms of the service's clock, most timers, kinds to look at ...
-- -> {earliest ready ms or 0 by kind ...}; 0 means nothing waits
reap()
local due = redis.call('ZRANGEBYSCORE', base .. ':timers', '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0,
  tonumber(ARGV[2]))
for i = 1, #due, 2 do
  local member = due[i]
  local conversation, name = string.match(member, '^([^|]*)|(.*)$')
  local event = redis.call('HGET', base .. ':timer', member)
  redis.call('ZREM', base .. ':timers', member)
  redis.call('HDEL', base .. ':timer', member)
  if event then push_once('in', conversation, 'timer:' .. name .. ':' .. due[i + 1], '', event) end
end
local reply = {}
for i = 3, #ARGV do
  local first = redis.call('ZRANGE', base .. ':ready:' .. ARGV[i], 0, 0, 'WITHSCORES')
  if first[2] then
    reply[#reply + 1] = math.max(0, tonumber(first[2]) - now) + 1
  else
    reply[#reply + 1] = 0
  end
end
return reply
