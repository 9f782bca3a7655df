-- Words that wait to be sent. KEYS[1]: those of one thread; ARGV: what, name, words, seconds kept
--   hold: keep words under a name, once; change: other words, while they wait; drop: never send
--   them, while they wait; send: from now on they are sent and nothing changes them any more
-- -> {1, words} | {0, words} nothing was done: they are sent or dropped already | {-1, ''} unknown
local known = redis.call('HGET', KEYS[1], ARGV[2])
local state, words = nil, ''
if known then
  state, words = string.sub(known, 1, 1), string.sub(known, 2)
end
local function keep(mark, text)
  redis.call('HSET', KEYS[1], ARGV[2], mark .. text)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return {1, text}
end
if ARGV[1] == 'hold' then
  if known then
    return {0, words}
  end
  return keep('w', ARGV[3])
end
if not known then
  return {-1, ''}
end
if ARGV[1] == 'send' and state ~= 'd' then
  return keep('s', words)
end
if state ~= 'w' then
  return {0, words}
end
if ARGV[1] == 'change' then
  return keep('w', ARGV[3])
end
if ARGV[1] == 'drop' then
  return keep('d', words)
end
return {0, words}
