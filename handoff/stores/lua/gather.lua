-- Build the index of those who wait, where there is none yet or it was lost: one piece of the keys
-- at a time. It is called under a key of the line, so in a cluster it looks at the node that has it.
-- ARGV: cursor (0 at first), about how many keys to look at -> next cursor | 0 the index is whole
local index = base .. ':wait'
local whole = redis.pcall('SISMEMBER', index, '')
if whole == 1 then return '0' end
if type(whole) == 'table' then redis.call('DEL', index) end
local begins = handoff_key('')
local found = redis.call('SCAN', ARGV[1], 'MATCH', begins .. '*', 'COUNT', ARGV[2])
for _, key in ipairs(found[2]) do
  local state = redis.pcall('HGET', key, 'st')
  if state == 'W' then redis.call('SADD', index, string.sub(key, #begins + 1)) end
end
if found[1] == '0' then redis.call('SADD', index, '') end
return found[1]
