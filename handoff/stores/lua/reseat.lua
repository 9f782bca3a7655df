-- Put one who waits back into a line that was lost. ARGV: conversation
-- -> 1 put back | 0 nothing to do, or the line takes nobody now
local h = redis.pcall('HMGET', handoff_key(ARGV[1]), 'st', 'dept', 'due')
if h.err or h[1] ~= 'W' then return 0 end
local added = redis.pcall('ZADD', base .. ':w:' .. h[2], 'NX', h[3], ARGV[1])
if added ~= 1 then return 0 end
tell_places(h[2])
tell_copies()
return 1
