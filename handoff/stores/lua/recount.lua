-- Put the derived keys of one piece of the authority right: conversations and agents whose hashes are
-- found. ARGV: cursor (0 at first), about how many keys to look at
-- -> {next cursor (0 = that was all), repairs, index keys found ...}; recount_index looks at those
local found = redis.call('SCAN', ARGV[1], 'MATCH', base .. ':*', 'COUNT', ARGV[2])
local repairs, indexes = 0, {}

local function add(kind, key, score, member)
  if kind == 'S' then
    repairs = repairs + redis.call('SADD', key, member)
  else
    local known = redis.call('ZSCORE', key, member)
    if not known or tonumber(known) ~= tonumber(score) then
      redis.call('ZADD', key, score, member)
      repairs = repairs + 1
    end
  end
end

local function mend_conversation(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'st', 'dept', 'due', 'cls', 'ag', 'via',
    'of', 'oft', 'stick', 'stickt', 'steps', 'asked')
  if h[1] == 'A' then
    add('S', base .. ':ac:' .. h[5], 0, conversation)
    add('S', base .. ':dl:' .. (h[6] or h[2]), 0, conversation)
  elseif h[1] == 'W' then
    add('S', base .. ':wait', 0, conversation)
    add('Z', base .. ':w:' .. h[2], h[3], conversation)
    local own = own_class(h[4])
    if own then add('Z', base .. ':own:' .. own, h[3], conversation) end
    if h[7] then
      if redis.call('HGET', agent_key(h[7]), 'of') ~= conversation then
        redis.call('HSET', agent_key(h[7]), 'of', conversation)
        repairs = repairs + 1
      end
      add('S', base .. ':dl:' .. h[6], 0, conversation)
      add('Z', base .. ':ends', h[8], conversation)
    elseif h[9] then
      add('Z', base .. ':s:' .. h[9], h[3], conversation)
      add('Z', base .. ':ends', h[10], conversation)
    else
      for class in string.gmatch(h[4] or '', '%S+') do
        add('Z', base .. ':o:' .. class, h[3], conversation)
        redis.call('SADD', base .. ':classes', class)
      end
    end
  end
  for to in string.gmatch(h[12] or '', '%S+') do
    add('S', base .. ':ask:' .. to, 0, conversation)
  end
  if h[11] then add('Z', base .. ':widens', cjson.decode(h[11])[1][1], conversation) end
end

local function mend_agent(agent)
  local a = redis.call('HMGET', agent_key(agent), 'cls', 'last', 'of', 'seen')
  if a[3] and redis.call('HGET', handoff_key(a[3]), 'of') ~= agent then
    redis.call('HDEL', agent_key(agent), 'of')
    repairs = repairs + 1
  end
  if a[4] then add('Z', base .. ':live', a[4], agent) end
  if not is_free(agent) then return end
  local score = redis.call('SCARD', base .. ':ac:' .. agent) * 1e13 + tonumber(a[2] or 0)
  for class in string.gmatch(a[1] or '', '%S+') do add('Z', base .. ':av:' .. class, score, agent) end
end

for _, key in ipairs(found[2]) do
  local kind, name = string.match(string.sub(key, #base + 2), '^(%a+):?(.*)$')
  if kind == 'h' then
    mend_conversation(name)
  elseif kind == 'a' then
    mend_agent(name)
  elseif kind == 'o' or kind == 's' or kind == 'av' or kind == 'ac' or kind == 'dl' or kind == 'ends'
    or kind == 'widens' or kind == 'live' or kind == 'w' or kind == 'wait' or kind == 'own'
    or kind == 'ask' then
    indexes[#indexes + 1] = key
  end
end
return {found[1], repairs, unpack(indexes)}
