-- Accept a message into a lane.
-- ARGV: kind, conversation, id, payload, most (back-pressure), wake channel, wake text
-- -> {1, seq} stored | {0, first seq} was there before | {-1, waiting} the lane is full
local kind, conversation, id = ARGV[1], ARGV[2], ARGV[3]
local lane = lane_of(kind, conversation)
local first = seen_seq(lane, id)
if first then return {0, first} end
local waiting = redis.call('LLEN', base .. ':q:' .. lane)
if waiting >= tonumber(ARGV[5]) then return {-1, waiting} end
local seq = push(kind, conversation, id, '', ARGV[4])
remember(lane, id, seq)
if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[6], ARGV[7]) end
return {1, seq}
