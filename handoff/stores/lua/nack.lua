-- Give a lane back without having done the head. It is tried again after a delay, and after too many
-- tries it goes to the dead letters, so that the rest of the lane can go on.
-- ARGV: kind, conversation, fence, delay ms, most tries (0 = does not count), error
-- -> {1, tries} to be tried again | {2, tries} given up | {0, 0} another worker holds the lane
local kind, conversation, fence = ARGV[1], ARGV[2], ARGV[3]
local lane = lane_of(kind, conversation)
if not holds(lane, fence) then return {0, 0} end
local head = redis.call('LINDEX', base .. ':q:' .. lane, 0)
if not head then return {0, 0} end
local most = tonumber(ARGV[5])
local tries = 0
if most > 0 then tries = redis.call('HINCRBY', base .. ':m:' .. lane, 'att', 1) end
if most > 0 and tries >= most then
  bury_head(lane, ARGV[6])
  release(kind, conversation, now)
  return {2, tries}
end
release(kind, conversation, now + tonumber(ARGV[4]))
return {1, tries}
