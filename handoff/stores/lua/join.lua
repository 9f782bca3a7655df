-- A handed-over conversation takes its place in the line of a department.
-- ARGV: conversation, handoff id, department, due ms, since ms, epoch, card, steps (JSON [[ms,
-- classes]]: from when on it is open to agents of these classes too, 0 for at once), 1 if whoever
-- had it last is asked first (0: rather not), priority, how long it may take (JSON to keep, least and
-- most minutes; '', 0, 0: not known), then, if it is to go to an agent at once who is there and has
-- room: agent, name, capacity, now ms of the service's clock
-- -> conversations ahead of it (-1: an agent has it). The same handoff joins once; again, it only
-- renews its card.
local conversation, hid, department = ARGV[1], ARGV[2], ARGV[3]
local key = handoff_key(conversation)
local known = redis.call('HMGET', key, 'hid', 'st', 'dept', 'due', 'cls')
if known[1] == hid then
  if known[2] == 'A' then return -1 end
  -- Keeps its place, or gets it back if the line was lost; what desks show may have changed. It may
  -- have been passed on to another department than the one it asked for.
  local line = base .. ':w:' .. known[3]
  redis.call('ZADD', line, 'NX', known[4], conversation)
  redis.call('HSET', key, 'card', ARGV[7])
  if not known[5] then
    -- It joined under a version that made no offers.
    widen(conversation, cjson.decode(ARGV[8]), 0)
    seat(conversation)
    stand(conversation)
  end
  tell_copies()
  return redis.call('ZRANK', line, conversation)
end
if known[1] then let_go(conversation) end
local line = base .. ':w:' .. department
enter(conversation, hid, department, ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8])
redis.call('HSET', key, 'shown', ARGV[11], 'low', ARGV[12], 'high', ARGV[13])
local own = own_class(redis.call('HGET', key, 'cls'))
if own then count(base .. ':had:' .. own, 'came.' .. ARGV[10]) end
if ARGV[14] and can_have(ARGV[14], ARGV[16]) and has_room(department) then
  hand_over(conversation, ARGV[14], ARGV[15], ARGV[16], department, ARGV[17])
  tell_copies()
  return -1
end
if ARGV[9] == '1' then keep_for_last(conversation) else pass_over_last(conversation) end
seat(conversation)
pump_conversation(conversation)
local ahead = redis.call('ZRANK', line, conversation)
tell_place(conversation, ahead)
mark_moved(department)
tell_copies()
return ahead
