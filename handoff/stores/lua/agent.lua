-- What an agent is and does now: after a choice of presence, and with every sign of life.
-- ARGV: agent, name, capacity, classes served, presence ('' as it was), 1 if this is a sign of life
-- -> 1. Nobody is offered anything who gives no sign of life.
local agent, key = ARGV[1], agent_key(ARGV[1])
local before = redis.call('HMGET', key, 'on', 'cls')
local free = is_free(agent)
if before[2] and before[2] ~= ARGV[4] then
  for class in string.gmatch(before[2], '%S+') do
    redis.call('ZREM', base .. ':av:' .. class, agent)
  end
end
redis.call('HSET', key, 'name', ARGV[2], 'cap', ARGV[3], 'cls', ARGV[4])
if ARGV[5] ~= '' then
  redis.call('HSET', key, 'on', ARGV[5], 'missed', 0)
  redis.call('HDEL', key, 'said')
end
if ARGV[6] == '1' then
  redis.call('HSET', key, 'seen', run_ms())
  redis.call('ZADD', base .. ':live', run_ms(), agent)
end
learn_duty(agent)
check_offer_of(agent)
local is_now = index_agent(agent)
if is_now and (not free or before[2] ~= ARGV[4]) and pump_agent(agent) then tell_copies() end
if ARGV[5] ~= '' and before[1] ~= ARGV[5] then tell_copies() end
return 1
