-- An agent does not want what is on offer: it goes to the next one, and not back to this one at once.
-- ARGV: conversation, agent -> 1 | 0 it was not on offer to this agent
local conversation, agent = ARGV[1], ARGV[2]
if redis.call('HGET', handoff_key(conversation), 'of') ~= agent then return 0 end
remember_refusal(conversation, agent)
end_offer(conversation)
tell_of_offer(conversation, agent, 'refused')
redis.call('HSET', agent_key(agent), 'missed', 0)
pump_conversation(conversation)
pump_agent(agent)
tell_copies()
return 1
