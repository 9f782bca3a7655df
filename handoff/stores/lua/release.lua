-- The holder, or a lead, puts a conversation back into a line: its own or another department's.
-- ARGV: conversation, epoch, department ('' its own), classes there, why, by (name), now ms,
-- what it leaves with colleagues (JSON)
-- -> 1 | 0 the conversation is with somebody else by now
local conversation, key = ARGV[1], handoff_key(ARGV[1])
local h = redis.call('HMGET', key, 'st', 'ep', 'dept', 'ag', 'agn')
if h[1] ~= 'A' or h[2] ~= ARGV[2] then return 0 end
local department = ARGV[3] == '' and h[3] or ARGV[3]
put_back(conversation, department, department ~= h[3] and ARGV[4])
tell_back(conversation, {why = ARGV[5], agent_id = h[4], agent_name = h[5], by_name = ARGV[6],
  at_ms = tonumber(ARGV[7]), trace = cjson.decode(ARGV[8])})
pump_agent(h[4])
pump_conversation(conversation)
tell_copies()
return 1
