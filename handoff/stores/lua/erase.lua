-- What a shard holds of one conversation: counted, or erased. A worker that holds one of its lanes at
-- this moment is fenced off: nothing that it makes of it is written.
-- ARGV: conversation, 1 to erase or 0 to count, kinds of lanes -> number of pieces
local conversation, erases, pieces = ARGV[1], ARGV[2] == '1', 0
local function drop(key) pieces = pieces + redis.call(erases and 'DEL' or 'EXISTS', key) end
for i = 3, #ARGV do
  local lane = lane_of(ARGV[i], conversation)
  drop(base .. ':q:' .. lane)
  drop(base .. ':m:' .. lane)
  drop(base .. ':seen:' .. lane)
  if erases then
    redis.call('ZREM', base .. ':leases', lane)
    redis.call('SREM', base .. ':active', lane)
    redis.call('ZREM', base .. ':ready:' .. ARGV[i], conversation)
  end
end
drop(base .. ':c:' .. conversation)
drop(base .. ':log:' .. conversation)
drop(base .. ':here:' .. conversation)
drop(base .. ':sent:' .. conversation)
if redis.call('ZSCORE', base .. ':led', conversation) then
  pieces = pieces + 1
  if erases then redis.call('ZREM', base .. ':led', conversation) end
end
for _, name in ipairs(redis.call('ZRANGE', base .. ':timers', 0, -1)) do
  if string.sub(name, 1, #conversation + 1) == conversation .. '|' then
    pieces = pieces + 1
    if erases then
      redis.call('ZREM', base .. ':timers', name)
      redis.call('HDEL', base .. ':timer', name)
    end
  end
end
for _, letter in ipairs(redis.call('XRANGE', base .. ':dead', '-', '+')) do
  local fields = letter[2]
  for i = 1, #fields, 2 do
    local _, whose = split_lane(fields[i] == 'lane' and fields[i + 1] or '/')
    if whose == conversation then
      pieces = pieces + 1
      if erases then redis.call('XDEL', base .. ':dead', letter[1]) end
    end
  end
end
return pieces
