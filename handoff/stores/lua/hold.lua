-- Something that one copy of the service does at a time. KEYS[1]: the hold; ARGV: who, lease ms
-- (0: give it up) -> fence | 0 somebody else has it
-- The fence grows with every change of hands and never expires, so that whoever was late is known.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local known = redis.call('HMGET', KEYS[1], 'by', 'until', 'fence')
local fence = tonumber(known[3] or 0)
local held = known[1] and tonumber(known[2]) > now
if held and known[1] ~= ARGV[1] then
  return 0
end
if tonumber(ARGV[2]) == 0 then
  if held then
    redis.call('HSET', KEYS[1], 'until', 0)
  end
  return held and fence or 0
end
if not held then
  fence = fence + 1
end
redis.call('HSET', KEYS[1], 'by', ARGV[1], 'until', string.format('%.0f', now + tonumber(ARGV[2])),
  'fence', string.format('%.0f', fence))
return fence
