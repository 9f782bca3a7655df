-- A handed-over conversation takes its place in the line of a department.
-- ARGV: conversation, handoff id, department, due ms, since ms, epoch, card
-- -> conversations ahead of it (-1: an agent has it already). The same handoff joins once; again, it
-- only renews its card.
local conversation, hid, department = ARGV[1], ARGV[2], ARGV[3]
local key, line = handoff_key(conversation), base .. ':w:' .. department
local known = redis.call('HMGET', key, 'hid', 'st')
if known[1] == hid then
  if known[2] == 'A' then return -1 end
  -- Keeps its place, or gets it back if the line was lost; what desks show may have changed.
  redis.call('ZADD', line, 'NX', ARGV[4], conversation)
  redis.call('HSET', key, 'card', ARGV[7])
  tell_copies()
  return redis.call('ZRANK', line, conversation)
end
if known[1] then let_go(conversation) end
-- Before the rest: what a script has written stays when it fails later on.
redis.call('ZADD', line, ARGV[4], conversation)
redis.call('HSET', key, 'st', 'W', 'hid', hid, 'dept', department, 'due', ARGV[4], 'since', ARGV[5],
  'ep', ARGV[6], 'card', ARGV[7], 'moves', 0)
-- Only an index, which can be built again: a spoilt one keeps nobody from joining.
redis.pcall('SADD', base .. ':wait', conversation)
local ahead = redis.call('ZRANK', line, conversation)
tell_place(conversation, ahead)
tell_places(department)
tell_copies()
return ahead
