-- What time does to offers, agents and waiting conversations; safe in several copies at once.
-- ARGV: now ms of the service's clock, most to do of each
-- -> {offers made, offers that ended, chats put back, agents lost}
local STEP_MS = 5000
local at, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('HMGET', base .. ':clock', 'run', 'at')
local known = tonumber(clock[2] or at)
local run = tonumber(clock[1] or 0) + math.min(math.max(at - known, 0), STEP_MS)
-- Clocks of copies differ a little: what one is behind must not be counted again by the next.
local latest = (known - at > 60000) and at or math.max(known, at)
redis.call('HSET', base .. ':clock', 'run', run, 'at', latest)
local made, ended, back, lost = 0, 0, 0, 0

local function set_away(agent, why)
  redis.call('HSET', agent_key(agent), 'on', 'away', 'said', why, 'missed', 0)
  learn_duty(agent)
  check_offer_of(agent)
  index_agent(agent)
end

for _, conversation in ipairs(redis.call('ZRANGEBYSCORE', base .. ':ends', '-inf', digits(run),
    'LIMIT', 0, most)) do
  local agent = redis.call('HGET', handoff_key(conversation), 'of')
  if agent then
    ended = ended + 1
    remember_refusal(conversation, agent)
    local missed = redis.call('HINCRBY', agent_key(agent), 'missed', 1)
    end_offer(conversation)
    tell_of_offer(conversation, agent, 'missed')
    if missed >= setting('missed_most') then set_away(agent, 'missed') end
  else
    unseat(conversation)
    seat(conversation)
  end
end

for _, conversation in ipairs(redis.call('ZRANGEBYSCORE', base .. ':widens', '-inf', ARGV[1],
    'LIMIT', 0, most)) do
  local steps = redis.call('HGET', handoff_key(conversation), 'steps')
  widen(conversation, cjson.decode(steps or '[]'), at)
  stand(conversation)
  seat(conversation)
end

for _, agent in ipairs(redis.call('ZRANGEBYSCORE', base .. ':live', '-inf',
    digits(run - setting('fresh_ms') - 1))) do
  index_agent(agent)
  local seen = tonumber(redis.call('ZSCORE', base .. ':live', agent))
  if lost < most and seen + setting('grace_ms') < run then
    local name = redis.call('HGET', agent_key(agent), 'name')
    lost = lost + 1
    redis.call('ZREM', base .. ':live', agent)
    redis.call('HDEL', agent_key(agent), 'seen')
    local held = redis.call('SMEMBERS', base .. ':ac:' .. agent)
    back = back + #held
    for _, conversation in ipairs(held) do
      put_back(conversation, redis.call('HGET', handoff_key(conversation), 'dept'), false)
    end
    for _, conversation in ipairs(held) do
      tell_back(conversation, {why = 'lost', agent_id = agent, agent_name = name, by_name = '',
        at_ms = at})
    end
    set_away(agent, 'lost')
  end
end

-- Whoever waits longest past all others and can be served; all classes, since a refusal or a full
-- department may have ended.
local classes = redis.call('SMEMBERS', base .. ':classes')
local function earliest()
  local best, due
  for _, class in ipairs(classes) do
    if redis.call('EXISTS', base .. ':av:' .. class) == 1 and has_room(department_of(class)) then
      local found, score = first_fit(base .. ':o:' .. class, agent_for)
      if is_before(found, score, best, due) then best, due = found, score end
    end
  end
  return best
end
for _, class in ipairs(classes) do
  if redis.call('EXISTS', base .. ':o:' .. class) == 0 then
    redis.call('SREM', base .. ':classes', class)
  end
end
local waits = setting('offer_ms') > 0 and earliest()
while waits and made < most do
  pump_conversation(waits)
  made = made + 1
  waits = earliest()
end

local moved = redis.call('SPOP', base .. ':moved', 4)
for _, department in ipairs(moved) do tell_places(department) end
if made + ended + back + lost > 0 then
  tell_copies()
elseif #moved > 0 then
  hint('', 'relay')
end
return {made, ended, back, lost}
