-- What agents see of offers. ARGV: agent -> {presence, why it was changed, ms left of the offer,
-- card, due, since, agent, agent's name} (the rest only while something is on offer)
local a = redis.call('HMGET', agent_key(ARGV[1]), 'on', 'said', 'of')
if not a[3] then return {a[1] or 'away', a[2] or '', 0} end
local h = redis.call('HMGET', handoff_key(a[3]), 'card', 'due', 'since', 'oft', 'dept')
return {a[1], a[2] or '', math.max(0, tonumber(h[4]) - run_ms()), h[1], h[2], h[3], '', '', h[5]}
