-- The holder, or a lead, gives a conversation to another agent at once.
-- ARGV: conversation, epoch, to whom, name, capacity, by (name), now ms, what it leaves with
-- colleagues (JSON)
-- -> {1, epoch} | {0, holder's name, or ''} it is with somebody else by now | {3, load} that agent has no room
-- | {4, load} the department has none | {5, ''} that agent is not on duty
local conversation, to, key = ARGV[1], ARGV[3], handoff_key(ARGV[1])
local h = redis.call('HMGET', key, 'st', 'ep', 'ag', 'agn', 'hid', 'via', 'dept')
if h[1] == 'A' and h[3] == to then return {1, h[2]} end
if not h[1] or h[2] ~= ARGV[2] then return {0, h[4] or ''} end
local on = redis.call('HGET', agent_key(to), 'on')
if on ~= 'available' and on ~= 'busy' then return {5, ''} end
local load = redis.call('SCARD', base .. ':ac:' .. to)
if load >= tonumber(ARGV[5]) then return {3, load} end
if h[1] == 'W' and not h[6] and not has_room(h[7]) then
  return {4, redis.call('SCARD', base .. ':dl:' .. h[7])}
end
redis.call('HSET', agent_key(to), 'cap', ARGV[5])
local epoch
if h[1] == 'W' then
  epoch = give(conversation, to, ARGV[4], h[6] or h[7], ARGV[7])
  pump_agent(to)
else
  local from, via = leave_hands(conversation), h[6] or h[7]
  epoch = redis.call('HINCRBY', key, 'ep', 1)
  redis.call('SADD', base .. ':ac:' .. to, conversation)
  learn_load(to)
  redis.call('SADD', base .. ':dl:' .. via, conversation)
  redis.call('HSET', key, 'ag', to, 'agn', ARGV[4], 'via', via)
  redis.call('HSET', agent_key(to), 'last', ARGV[7], 'name', ARGV[4])
  check_offer_of(to)
  index_agent(to)
  pump_agent(from)
end
relay(conversation, 'passed:' .. h[5] .. ':' .. epoch,
  {type = 'ChatPassedOn', handoff_id = h[5], agent_id = to, agent_name = ARGV[4],
   from_name = h[4] or '', by_name = ARGV[6], epoch = epoch,
   at_ms = tonumber(ARGV[7]), trace = cjson.decode(ARGV[8])})
tell_copies()
return {1, epoch}
