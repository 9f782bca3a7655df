-- Hold a lane longer. ARGV: kind, conversation, fence, lease ms -> 1 | 0 another worker holds it
local lane = lane_of(ARGV[1], ARGV[2])
if not holds(lane, ARGV[3]) then return 0 end
redis.call('ZADD', base .. ':leases', digits(now + tonumber(ARGV[4])), lane)
return 1
