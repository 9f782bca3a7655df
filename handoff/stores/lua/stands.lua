-- Who of a department can be told how long it may take: of a hundred those who can be offered and are
-- not on offer. ARGV: department, from which place on (0: the first) -> {how many stand in its line,
-- conversation, handoff id, own class, due, what is shown ...}
local size = redis.pcall('ZCARD', base .. ':w:' .. ARGV[1])
local reply = {type(size) == 'number' and size or 0}
for _, conversation in ipairs(hundred_of(ARGV[1], tonumber(ARGV[2]))) do
  local h = redis.call('HMGET', handoff_key(conversation), 'hid', 'cls', 'due', 'shown', 'of', 'st')
  local own = own_class(h[2])
  if h[6] == 'W' and own and not h[5] then
    for _, each in ipairs({conversation, h[1], own, h[3], h[4] or ''}) do reply[#reply + 1] = each end
  end
end
return reply
