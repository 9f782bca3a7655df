-- An agent takes a waiting conversation; of two who try, exactly one gets it.
-- ARGV: conversation, agent, name, capacity, now ms of the service's clock
-- -> {1, epoch} taken (or held before) | {0, holder's name} | {2, ''} nobody waits | {3, load} full
local conversation, agent, name = ARGV[1], ARGV[2], ARGV[3]
local key = handoff_key(conversation)
local h = redis.call('HMGET', key, 'st', 'dept', 'ag', 'agn', 'ep', 'hid')
if not h[1] then return {2, ''} end
if h[1] == 'A' then
  if h[3] == agent then return {1, h[5]} end
  return {0, h[4]}
end
local load = redis.call('SCARD', base .. ':ac:' .. agent)
if load >= tonumber(ARGV[4]) then return {3, load} end
local epoch = tonumber(h[5]) + 1
redis.call('ZREM', base .. ':w:' .. h[2], conversation)
redis.pcall('SREM', base .. ':wait', conversation)
redis.call('SADD', base .. ':ac:' .. agent, conversation)
redis.call('HSET', key, 'st', 'A', 'ag', agent, 'agn', name, 'ep', epoch)
redis.call('HSET', base .. ':a:' .. agent, 'last', ARGV[5], 'name', name)
relay(conversation, 'assigned:' .. h[6] .. ':' .. epoch,
  {type = 'AgentAssigned', handoff_id = h[6], agent_id = agent, agent_name = name, epoch = epoch,
   at_ms = tonumber(ARGV[5])})
tell_copies()
tell_places(h[2])
return {1, epoch}
