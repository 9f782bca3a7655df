-- How long it may take has changed. Of several copies that find so, one tells the customer.
-- ARGV: conversation, handoff id, what was shown (as stands.lua gave it), what is shown now, least and
-- most minutes (0: not known any more), 1 if it must be said in words -> 1 | 0 it is no longer so
local conversation, key = ARGV[1], handoff_key(ARGV[1])
local h = redis.call('HMGET', key, 'hid', 'st', 'shown', 'low', 'high', 'dept')
if h[1] ~= ARGV[2] or h[2] ~= 'W' or (h[3] or '') ~= ARGV[3] then return 0 end
local is_same = (h[4] or '0') == ARGV[5] and (h[5] or '0') == ARGV[6]
redis.call('HSET', key, 'shown', ARGV[4], 'low', ARGV[5], 'high', ARGV[6])
local ahead = redis.call('ZRANK', base .. ':w:' .. h[6], conversation) or 0
if is_same then
  -- Behind the first hundred nobody else tells that the place has changed.
  tell_place(conversation, ahead)
  return 0
end
send_place(conversation, ahead, ARGV[7] == '1')
return 1
