-- An agent takes a waiting conversation; of two who try, exactly one gets it.
-- ARGV: conversation, agent, name, capacity, now ms of the service's clock
-- -> {1, epoch} taken (or held before) | {0, holder's name} | {2, ''} nobody waits | {3, load} the
-- agent has no room | {4, load} the department has none. What is on offer to somebody else may be
-- taken: who comes first serves the customer soonest.
local conversation, agent = ARGV[1], ARGV[2]
local h = redis.call('HMGET', handoff_key(conversation), 'st', 'dept', 'ag', 'agn', 'ep', 'hid', 'of',
  'via')
if not h[1] then return {2, ''} end
if h[1] == 'A' then
  if h[3] == agent then return {1, h[5]} end
  return {0, h[4]}
end
local load = redis.call('SCARD', base .. ':ac:' .. agent)
if load >= tonumber(ARGV[4]) then return {3, load} end
-- An offer keeps a slot of the department for whoever takes it.
local via = h[7] == agent and h[8] or h[2]
if h[8] ~= via and not has_room(via) then
  return {4, redis.call('SCARD', base .. ':dl:' .. via)}
end
redis.call('HSET', agent_key(agent), 'cap', ARGV[4])
local epoch = give(conversation, agent, ARGV[3], via, ARGV[5])
pump_agent(agent)
relay(conversation, 'assigned:' .. h[6] .. ':' .. epoch,
  {type = 'AgentAssigned', handoff_id = h[6], agent_id = agent, agent_name = ARGV[3], epoch = epoch,
   at_ms = tonumber(ARGV[5])})
tell_copies()
return {1, epoch}
