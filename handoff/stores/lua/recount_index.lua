-- Take out of one index, piece by piece, whoever has no business in it.
-- ARGV: key, cursor (0 at first), about how many members to look at
-- -> {next cursor (0 = that was all), repairs}
local key = ARGV[1]
local kind, name = string.match(string.sub(key, #base + 2), '^(%a+):?(.*)$')
local is_set = kind == 'ac' or kind == 'dl' or kind == 'wait' or kind == 'ask'
local found = redis.call(is_set and 'SSCAN' or 'ZSCAN', key, ARGV[2], 'COUNT', ARGV[3])

local function has(words, word)
  return string.find(' ' .. (words or '') .. ' ', ' ' .. word .. ' ', 1, true)
end

local function belongs(member)
  if kind == 'av' then
    return is_free(member) and has(redis.call('HGET', agent_key(member), 'cls'), name)
  end
  if kind == 'live' then return redis.call('HGET', agent_key(member), 'seen') end
  local h = redis.call('HMGET', handoff_key(member), 'st', 'dept', 'cls', 'ag', 'via', 'of', 'stick',
    'steps', 'asked')
  local waits = h[1] == 'W'
  if kind == 'wait' then return member == '' or waits end
  if kind == 'w' then return waits and h[2] == name end
  if kind == 'own' then return waits and own_class(h[3]) == name end
  if kind == 'o' then return waits and not h[6] and not h[7] and has(h[3], name) end
  if kind == 's' then return waits and h[7] == name end
  if kind == 'ends' then return waits and (h[6] or h[7]) end
  if kind == 'ask' then return has(h[9], name) end
  if kind == 'widens' then return h[8] end
  if kind == 'ac' then return h[1] == 'A' and h[4] == name end
  return (h[1] == 'A' or h[6]) and (h[5] or h[2]) == name
end

local repairs = 0
for i = 1, #found[2], is_set and 1 or 2 do
  local member = found[2][i]
  if not belongs(member) then
    repairs = repairs + redis.call(is_set and 'SREM' or 'ZREM', key, member)
  end
end
return {found[1], repairs}
