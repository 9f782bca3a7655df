-- An agent takes a waiting conversation; of two who try, exactly one gets it.
-- ARGV: conversation, agent, name, capacity, now ms of the service's clock
-- -> {1, epoch} taken (or held before) | {0, holder's name} | {2, ''} nobody waits | {3, load} the
-- agent has no room | {4, load} the department has none. What is on offer to somebody else may be
-- taken: who comes first serves the customer soonest.
local conversation, agent = ARGV[1], ARGV[2]
local h = redis.call('HMGET', handoff_key(conversation), 'st', 'dept', 'ag', 'agn', 'ep', 'of', 'via')
if not h[1] then return {2, ''} end
if h[1] == 'A' then
  if h[3] == agent then return {1, h[5]} end
  return {0, h[4]}
end
local load = redis.call('SCARD', base .. ':ac:' .. agent)
if load >= tonumber(ARGV[4]) then return {3, load} end
-- An offer keeps a slot of the department for whoever takes it.
local via = h[6] == agent and h[7] or h[2]
if h[7] ~= via and not has_room(via) then
  return {4, redis.call('SCARD', base .. ':dl:' .. via)}
end
local epoch = hand_over(conversation, agent, ARGV[3], ARGV[4], via, ARGV[5])
tell_copies()
return {1, epoch}
