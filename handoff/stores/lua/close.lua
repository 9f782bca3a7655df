-- The handoff is over, whoever has it. ARGV: conversation, handoff id -> 1 | 0 it was over before
if redis.call('HGET', handoff_key(ARGV[1]), 'hid') ~= ARGV[2] then return 0 end
let_go(ARGV[1])
tell_copies()
return 1
