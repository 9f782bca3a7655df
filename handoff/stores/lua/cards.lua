-- What a desk lists. ARGV: 'w' and departments ..., 'a' and an agent, or 'q' and whom questions are to ...
-- -> {card, due, since, agent, agent's name, department, ...} for each conversation, in order of the line
local reply = {}
local function add(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'card', 'due', 'since', 'ag', 'agn',
    'dept')
  if h[1] then
    for i = 1, 6 do reply[#reply + 1] = h[i] or '' end
  end
end
if ARGV[1] == 'a' then
  for _, conversation in ipairs(redis.call('SMEMBERS', base .. ':ac:' .. ARGV[2])) do
    add(conversation)
  end
elseif ARGV[1] == 'q' then
  local keys = {}
  for i = 2, #ARGV do keys[#keys + 1] = base .. ':ask:' .. ARGV[i] end
  for _, conversation in ipairs(redis.call('SUNION', unpack(keys))) do add(conversation) end
else
  for i = 2, #ARGV do
    for _, conversation in ipairs(first_of(ARGV[i])) do add(conversation) end
  end
end
return reply
