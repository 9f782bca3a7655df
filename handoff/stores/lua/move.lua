-- A lead moves a conversation that waits into the line of another department; due and epoch stay.
-- ARGV: conversation, handoff id, department in whose line it was seen, department it goes to, steps
-- there (as of join.lua), how long it may take (JSON to keep, least and most minutes; '', 0, 0: not known), by (name),
-- now ms, what it leaves with colleagues (JSON)
-- -> {1, ''} | {0, holder's name} | {2, ''} it does not wait any more | {3, department} it waits there
local conversation, key, to = ARGV[1], handoff_key(ARGV[1]), ARGV[4]
local h = redis.call('HMGET', key, 'st', 'hid', 'dept', 'agn', 'due', 'ep')
if h[2] ~= ARGV[2] then return {2, ''} end
if h[1] == 'A' then return {0, h[4]} end
if h[3] ~= ARGV[3] or h[3] == to then return {3, h[3]} end
-- Before the rest: what a script has written stays when it fails later on.
redis.call('ZADD', base .. ':w:' .. to, h[5], conversation)
local asked = end_offer(conversation)
step_out(conversation, unseat(conversation))
redis.pcall('ZREM', base .. ':w:' .. h[3], conversation)
redis.call('HSET', key, 'dept', to, 'shown', ARGV[6], 'low', ARGV[7], 'high', ARGV[8])
redis.call('HDEL', key, 'cls')
widen(conversation, cjson.decode(ARGV[5]), 0)
seat(conversation)
stand(conversation)
local ahead = redis.call('ZRANK', base .. ':w:' .. to, conversation)
redis.call('HSET', key, 'ahead', ahead)
relay(conversation, 'moved:' .. h[2] .. ':' .. h[6] .. ':' .. redis.call('HINCRBY', key, 'moves', 1),
  {type = 'BackInLine', handoff_id = h[2], department = to, ahead = ahead, epoch = tonumber(h[6]),
   why = 'moved', at_ms = tonumber(ARGV[10]), by_name = ARGV[9], low = tonumber(ARGV[7]),
   high = tonumber(ARGV[8]), trace = cjson.decode(ARGV[11])})
mark_moved(h[3])
mark_moved(to)
if asked then pump_agent(asked) end
pump_conversation(conversation)
tell_copies()
return {1, ''}
