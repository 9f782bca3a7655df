-- Who of a department can be told how long it may take: the first hundred who can be offered and are
-- not on offer. ARGV: department -> {conversation, handoff id, own class, due, what is shown ...}
local reply = {}
for _, conversation in ipairs(first_of(ARGV[1])) do
  local h = redis.call('HMGET', handoff_key(conversation), 'hid', 'cls', 'due', 'shown', 'of', 'st')
  local own = own_class(h[2])
  if h[6] == 'W' and own and not h[5] then
    for _, each in ipairs({conversation, h[1], own, h[3], h[4] or ''}) do reply[#reply + 1] = each end
  end
end
return reply
