-- Put those who wait back into lines that were lost: one piece of the index at a time.
-- ARGV: cursor (0 at first), about how many to look at
-- -> {next cursor (0 = that was all), how many were put back}. A line that takes nobody now is left.
local found = redis.call('SSCAN', base .. ':wait', ARGV[1], 'COUNT', ARGV[2])
local seated, touched = 0, {}
for _, conversation in ipairs(found[2]) do
  local h = redis.pcall('HMGET', handoff_key(conversation), 'st', 'dept', 'due')
  if h[1] == 'W' and redis.pcall('ZADD', base .. ':w:' .. h[2], 'NX', h[3], conversation) == 1 then
    seated = seated + 1
    touched[h[2]] = true
  end
end
for department in pairs(touched) do mark_moved(department) end
if seated > 0 then tell_copies() end
return {found[1], seated}
