-- Put a dead letter back at the end of its lane, once. ARGV: id of the dead letter
-- -> {1, lane} | {0, ''} no such letter
local found = redis.call('XRANGE', base .. ':dead', ARGV[1], ARGV[1])
if #found == 0 then return {0, ''} end
local letter = {}
local fields = found[1][2]
for i = 1, #fields, 2 do letter[fields[i]] = fields[i + 1] end
local kind, conversation = split_lane(letter.lane)
-- One that comes back again and again keeps an id of one length.
local first_id = string.gsub(letter.id, '~%d+%-%d+$', '')
push(kind, conversation, first_id .. '~' .. ARGV[1], letter.epoch or '', letter.payload)
redis.call('XDEL', base .. ':dead', ARGV[1])
return {1, letter.lane}
