-- The holder asks a colleague about a conversation, or the question is over.
-- ARGV: conversation, handoff id, to whom (agent:<id> or department:<id>), 1 asked or 0 over
-- -> 1 | 0 the handoff is over. let_go takes all of its questions out of the lists.
local conversation, to, key = ARGV[1], ARGV[3], handoff_key(ARGV[1])
local h = redis.call('HMGET', key, 'hid', 'asked')
if h[1] ~= ARGV[2] then return 0 end
local left = ''
for other in string.gmatch(h[2] or '', '%S+') do
  if other ~= to then left = left .. ' ' .. other end
end
if ARGV[4] == '1' then
  redis.call('HSET', key, 'asked', left .. ' ' .. to)
  redis.call('SADD', base .. ':ask:' .. to, conversation)
else
  redis.call('HSET', key, 'asked', left)
  redis.call('SREM', base .. ':ask:' .. to, conversation)
end
tell_copies()
return 1
