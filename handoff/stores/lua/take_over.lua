-- An agent takes a conversation that waits in no line: the bot leads it. Of two who try, exactly one
-- gets it.
-- ARGV: conversation, handoff id, department, due ms, since ms, epoch, card, steps (as in join.lua),
-- agent, name, capacity, now ms of the service's clock
-- -> {1, epoch} taken (or held before) | {0, holder's name} | {2, ''} it waits in a line by now |
-- {3, load} the agent has no room | {4, load} the department has none
local conversation, hid, department, agent = ARGV[1], ARGV[2], ARGV[3], ARGV[9]
local h = redis.call('HMGET', handoff_key(conversation), 'st', 'ag', 'agn', 'ep')
if h[1] and tonumber(h[4]) >= tonumber(ARGV[6]) then
  if h[1] ~= 'A' then return {2, ''} end
  return h[2] == agent and {1, h[4]} or {0, h[3]}
end
-- What is older than the conversation's own epoch is over there. First, since a freed agent may be
-- offered what takes up the room that is looked at next.
if h[1] then let_go(conversation) end
local load = redis.call('SCARD', base .. ':ac:' .. agent)
if load >= tonumber(ARGV[11]) then return {3, load} end
if not has_room(department) then return {4, redis.call('SCARD', base .. ':dl:' .. department)} end
enter(conversation, hid, department, ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8])
local epoch = hand_over(conversation, agent, ARGV[10], ARGV[11], department, ARGV[12], 'TakenOver')
tell_copies()
return {1, epoch}
