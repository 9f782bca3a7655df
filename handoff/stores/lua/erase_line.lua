-- The same for what the waiting lines hold. ARGV: conversation, 1 to erase or 0 to count -> pieces
local conversation, erases, pieces = ARGV[1], ARGV[2] == '1', 0
pieces = redis.call('EXISTS', handoff_key(conversation))
pieces = pieces + redis.call('EXISTS', base .. ':met:' .. conversation)
if erases then
  let_go(conversation)
  redis.call('DEL', base .. ':met:' .. conversation)
end
for _, id in ipairs(redis.call('ZRANGE', base .. ':seen:relay/desk', 0, -1)) do
  -- Ids of handoffs begin with the conversation.
  if string.find(':' .. id .. ':', ':' .. conversation .. ':', 1, true) then
    pieces = pieces + 1
    if erases then redis.call('ZREM', base .. ':seen:relay/desk', id) end
  end
end
local whose = '"conversation":' .. cjson.encode(conversation)
for _, letter in ipairs(redis.call('XRANGE', base .. ':dead', '-', '+')) do
  for _, part in ipairs(letter[2]) do
    if string.find(part, whose, 1, true) then
      pieces = pieces + 1
      if erases then redis.call('XDEL', base .. ':dead', letter[1]) end
      break
    end
  end
end
if erases then tell_copies() end
return pieces
