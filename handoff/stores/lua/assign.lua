-- Shared by the scripts that decide who gets what; put behind past.lua.
--
-- A class is <department>|<language>|<skill>. A waiting conversation stands in the index of each of
-- its classes (more with time: wider ones), an agent in that of each class the agent serves, while
-- free. So whoever joins meets the best agent, and whoever gets free the earliest conversation, by
-- looking at heads only.
--
-- Time: spans that concern agents (an offer, a refusal, a lost connection) run on a clock of their
-- own that tick.lua moves by at most STEP_MS a call. It stands still while nobody ticks: an outage of
-- the service, a sleeping machine or a wrong clock makes no agent late and none lost.
--
-- Authority, beside what line.lua tells:
--   <base>:h:<conversation>  hash  cls (its classes), steps (JSON [[ms, classes]] yet to be added),
--                                  of, oft (offered to whom, until when), via (the department whose
--                                  slot it takes), offers (how many were made), stick, stickt (kept
--                                  for whom, until when), asked (colleagues with an open question)
--   <base>:a:<agent>         hash  cap, cls, of (what is on offer), missed (in a row), seen, said (why
--                                  presence was changed without the agent)
--   <base>:no:<conversation> hash  agent -> until when it is not offered to that agent again
--   <base>:met:<conversation> str  the agent who had it last; fades
--   <base>:set, <base>:cap   hash  settings of offers by name; most chats of a department at once
--   <base>:clock             hash  run (ms), at (ms of the service's clock at the last tick)
-- Derived, built again by recount.lua:
--   <base>:o:<class>         zset  waiting conversations that are open to any agent of it -> due
--   <base>:s:<agent>         zset  waiting conversations kept for the agent -> due
--   <base>:av:<class>        zset  free agents -> load and time of the last claim
--   <base>:dl:<department>   set   conversations that take a slot: held, or on offer
--   <base>:ends              zset  conversations on offer or kept for somebody -> until when
--   <base>:widens            zset  conversations with steps -> ms of the service's clock of the next
--   <base>:ask:<to>          set   conversations with a question to agent:<id> or department:<id>
--   <base>:live              zset  agents who give signs of life -> the last one
--   <base>:classes           set   classes with an index of conversations; may hold empty ones

local function agent_key(agent) return base .. ':a:' .. agent end

local function setting(name) return tonumber(redis.call('HGET', base .. ':set', name) or 0) end

local function department_of(class) return string.match(class, '^[^|]*') end

-- Whether a department may hold one more.
local function has_room(department)
  local most = redis.call('HGET', base .. ':cap', department)
  return not most or redis.call('SCARD', base .. ':dl:' .. department) < tonumber(most)
end

-- Whether an agent can be offered something.
local function is_free(agent)
  local a = redis.call('HMGET', agent_key(agent), 'on', 'cap', 'of', 'seen')
  if a[1] ~= 'available' or (a[3] or '') ~= '' or not a[2] or not a[4] then return false end
  if tonumber(a[4]) + setting('fresh_ms') < run_ms() then return false end
  return redis.call('SCARD', base .. ':ac:' .. agent) < tonumber(a[2])
end

-- Put an agent into the indexes of the classes served, or take the agent out: as things are now.
local function index_agent(agent)
  local a = redis.call('HMGET', agent_key(agent), 'cls', 'last')
  local free = is_free(agent)
  local score = redis.call('SCARD', base .. ':ac:' .. agent) * 1e13 + tonumber(a[2] or 0)
  for class in string.gmatch(a[1] or '', '%S+') do
    if free then
      redis.call('ZADD', base .. ':av:' .. class, score, agent)
    else
      redis.call('ZREM', base .. ':av:' .. class, agent)
    end
  end
  return free
end

-- Take a conversation out of what can be offered. -> its classes
local function unseat(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'cls', 'stick')
  for class in string.gmatch(h[1] or '', '%S+') do
    redis.call('ZREM', base .. ':o:' .. class, conversation)
  end
  if (h[2] or '') ~= '' then
    redis.call('ZREM', base .. ':s:' .. h[2], conversation)
    redis.call('HDEL', handoff_key(conversation), 'stick', 'stickt')
  end
  redis.call('ZREM', base .. ':ends', conversation)
  return h[1]
end

-- Put a waiting conversation into the indexes of its classes, at its due.
local function seat(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'st', 'of', 'cls', 'due', 'stick')
  if h[1] ~= 'W' or (h[2] or '') ~= '' or (h[5] or '') ~= '' then return end
  for class in string.gmatch(h[3] or '', '%S+') do
    redis.call('ZADD', base .. ':o:' .. class, h[4], conversation)
    redis.call('SADD', base .. ':classes', class)
  end
end

local function has_refused(conversation, agent)
  local till = redis.call('HGET', base .. ':no:' .. conversation, agent)
  return till and tonumber(till) > run_ms()
end

local function remember_refusal(conversation, agent)
  redis.call('HSET', base .. ':no:' .. conversation, agent, run_ms() + setting('rest_ms'))
end

-- The first member of an index that fits, and its score. Only heads are looked at: what stands before
-- the one that fits was refused lately.
local function first_fit(index, fits)
  for _, last in ipairs({0, 31}) do
    local found = redis.call('ZRANGE', index, 0, last, 'WITHSCORES')
    for i = 1, #found, 2 do
      if fits(found[i]) then return found[i], tonumber(found[i + 1]) end
    end
    if #found == 0 then return nil end
  end
end

-- Whether one of two, each with its score, comes first.
local function is_before(one, at, other, other_at)
  return one and (not other or at < other_at or (at == other_at and one < other))
end

-- Tell a conversation, for the record, that it is offered to an agent, or why an offer came to nothing.
-- The count makes the id: the same agent may be asked again, and the same handoff joins anew later on.
local function tell_of_offer(conversation, agent, why)
  local h = redis.call('HMGET', handoff_key(conversation), 'hid', 'ep', 'offers', 'dept')
  local kind = why and 'OfferEnded' or 'HandoffOffered'
  relay_new(conversation, kind .. ':' .. h[1] .. ':' .. h[2] .. ':' .. h[3],
    {type = kind, handoff_id = h[1], agent_id = agent, department = h[4], why = why})
end

-- Offer a conversation to an agent, who takes a slot of the class's department for it.
local function offer(conversation, agent, class)
  local department, ends = department_of(class), run_ms() + setting('offer_ms')
  unseat(conversation)
  redis.call('HSET', handoff_key(conversation), 'of', agent, 'oft', ends, 'via', department)
  redis.call('HSET', agent_key(agent), 'of', conversation)
  redis.call('SADD', base .. ':dl:' .. department, conversation)
  redis.call('ZADD', base .. ':ends', ends, conversation)
  redis.call('HINCRBY', handoff_key(conversation), 'offers', 1)
  tell_of_offer(conversation, agent)
  index_agent(agent)
end

-- The earliest conversation that a free agent can be offered, and the class through which.
local function next_for(agent)
  local best, due, through
  for class in string.gmatch(redis.call('HGET', agent_key(agent), 'cls') or '', '%S+') do
    if has_room(department_of(class)) then
      local found, at = first_fit(base .. ':o:' .. class,
        function(conversation) return not has_refused(conversation, agent) end)
      if is_before(found, at, best, due) then best, due, through = found, at, class end
    end
  end
  local kept, at = first_fit(base .. ':s:' .. agent, function(conversation)
    return has_room(redis.call('HGET', handoff_key(conversation), 'dept'))
  end)
  if is_before(kept, at, best, due) then
    best, through = kept, redis.call('HGET', handoff_key(kept), 'dept')
  end
  return best, through
end

-- The free agent for a conversation with the least load, of those the one idle for longest; and the
-- class through which.
local function agent_for(conversation)
  local best, score, through
  for class in string.gmatch(redis.call('HGET', handoff_key(conversation), 'cls') or '', '%S+') do
    if has_room(department_of(class)) then
      local found, at = first_fit(base .. ':av:' .. class,
        function(agent) return not has_refused(conversation, agent) end)
      if is_before(found, at, best, score) then best, score, through = found, at, class end
    end
  end
  return best, through
end

-- A free agent looks for work.
local function pump_agent(agent)
  if setting('offer_ms') == 0 or not is_free(agent) then return false end
  local conversation, class = next_for(agent)
  if conversation then offer(conversation, agent, class) end
  return conversation
end

-- A waiting conversation looks for an agent.
local function pump_conversation(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'st', 'of', 'stick')
  if setting('offer_ms') == 0 or h[1] ~= 'W' or (h[2] or '') ~= '' then return false end
  if (h[3] or '') ~= '' then return pump_agent(h[3]) end
  local agent, class = agent_for(conversation)
  if agent then offer(conversation, agent, class) end
  return agent
end

-- End an offer, without looking for another agent yet. -> the agent it was made to, or false
local function end_offer(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'of', 'via')
  if (h[1] or '') == '' then return false end
  redis.call('HDEL', handoff_key(conversation), 'of', 'oft', 'via')
  redis.call('HDEL', agent_key(h[1]), 'of')
  redis.call('SREM', base .. ':dl:' .. h[2], conversation)
  redis.call('ZREM', base .. ':ends', conversation)
  seat(conversation)
  index_agent(h[1])
  return h[1]
end

-- Whoever is not available any more, or has no room, keeps no offer.
local function check_offer_of(agent)
  local a = redis.call('HMGET', agent_key(agent), 'of', 'on', 'cap')
  if not a[1] then return end
  local load = redis.call('SCARD', base .. ':ac:' .. agent)
  if a[2] == 'available' and load < tonumber(a[3]) then return end
  end_offer(a[1])
  pump_conversation(a[1])
end

-- Give a waiting conversation to an agent; the guards are the caller's. -> its new epoch
local function give(conversation, agent, name, via, at_ms)
  local key = handoff_key(conversation)
  local before = end_offer(conversation)
  step_out(conversation, unseat(conversation))
  local h = redis.call('HMGET', key, 'dept', 'ep')
  local epoch = tonumber(h[2]) + 1
  redis.call('ZREM', base .. ':w:' .. h[1], conversation)
  redis.pcall('SREM', base .. ':wait', conversation)
  redis.call('DEL', base .. ':no:' .. conversation)
  redis.call('SADD', base .. ':ac:' .. agent, conversation)
  learn_load(agent)
  redis.call('SADD', base .. ':dl:' .. via, conversation)
  redis.call('HSET', key, 'st', 'A', 'ag', agent, 'agn', name, 'ep', epoch, 'via', via)
  redis.call('HSET', agent_key(agent), 'last', at_ms, 'name', name, 'missed', 0)
  check_offer_of(agent)
  index_agent(agent)
  if before and before ~= agent then pump_agent(before) end
  mark_moved(h[1])
  return epoch
end

-- The same, and the conversation is told by an event of a kind; a free agent is offered the next one.
-- -> its new epoch
local function hand_over(conversation, agent, name, capacity, via, at_ms, kind)
  redis.call('HSET', agent_key(agent), 'cap', capacity)
  local hid = redis.call('HGET', handoff_key(conversation), 'hid')
  local epoch = give(conversation, agent, name, via, at_ms)
  pump_agent(agent)
  relay(conversation, 'assigned:' .. hid .. ':' .. epoch,
    {type = kind or 'AgentAssigned', handoff_id = hid, agent_id = agent, agent_name = name, epoch = epoch,
     at_ms = tonumber(at_ms)})
  return epoch
end

-- A conversation leaves the hands of its agent; where it goes is the caller's.
local function leave_hands(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'ag', 'via', 'dept')
  redis.call('SREM', base .. ':ac:' .. h[1], conversation)
  learn_load(h[1])
  redis.call('SREM', base .. ':dl:' .. (h[2] or h[3]), conversation)
  index_agent(h[1])
  return h[1]
end

-- Back into the line at the original due, under a new epoch. -> epoch
local function put_back(conversation, department, classes)
  local key = handoff_key(conversation)
  local agent = leave_hands(conversation)
  local epoch = redis.call('HINCRBY', key, 'ep', 1)
  redis.call('HSET', key, 'st', 'W', 'dept', department)
  redis.call('HDEL', key, 'ag', 'agn', 'via', 'ahead', 'low', 'high', 'shown')
  if classes then
    redis.call('HSET', key, 'cls', classes)
    redis.call('HDEL', key, 'steps')
    redis.call('ZREM', base .. ':widens', conversation)
  end
  redis.call('ZADD', base .. ':w:' .. department, redis.call('HGET', key, 'due'), conversation)
  redis.pcall('SADD', base .. ':wait', conversation)
  remember_refusal(conversation, agent)
  seat(conversation)
  stand(conversation)
  mark_moved(department)
  return epoch
end

-- Tell a conversation that it is back in a line, and its place there. Its own agent is told by desk.
local function tell_back(conversation, told)
  local key = handoff_key(conversation)
  local h = redis.call('HMGET', key, 'hid', 'dept', 'ep')
  local ahead = redis.call('ZRANK', base .. ':w:' .. h[2], conversation)
  redis.call('HSET', key, 'ahead', ahead)
  told.type, told.handoff_id, told.department = 'BackInLine', h[1], h[2]
  told.epoch, told.ahead = tonumber(h[3]), ahead
  relay(conversation, 'back:' .. h[1] .. ':' .. h[3], told)
end

-- Take a conversation out of every line and every agent's hands.
local function let_go(conversation)
  local key = handoff_key(conversation)
  local h = redis.call('HMGET', key, 'st', 'dept', 'ag', 'asked')
  local freed = false
  if h[1] == 'W' then
    freed = end_offer(conversation)
    local own = step_out(conversation, unseat(conversation))
    if own then count(base .. ':had:' .. own, 'left') end
    redis.pcall('ZREM', base .. ':w:' .. h[2], conversation)
    redis.pcall('SREM', base .. ':wait', conversation)
    mark_moved(h[2])
  elseif h[1] == 'A' then
    freed = leave_hands(conversation)
    learn_end(freed)
    redis.call('SET', base .. ':met:' .. conversation, freed, 'EX', 30 * 86400)
  end
  for to in string.gmatch(h[4] or '', '%S+') do
    redis.call('SREM', base .. ':ask:' .. to, conversation)
  end
  redis.call('DEL', key, base .. ':no:' .. conversation)
  redis.call('ZREM', base .. ':widens', conversation)
  if freed then pump_agent(freed) end
  return h[1]
end

-- Whether an agent is there and has room for one more, whatever is on offer.
local function can_have(agent, capacity)
  return redis.call('HGET', agent_key(agent), 'on') == 'available'
    and redis.call('ZSCORE', base .. ':live', agent)
    and redis.call('SCARD', base .. ':ac:' .. agent) < tonumber(capacity)
end

-- Whoever had a conversation last is not asked first this time, and for a while not at all.
local function pass_over_last(conversation)
  local agent = redis.call('GET', base .. ':met:' .. conversation)
  if agent then remember_refusal(conversation, agent) end
end

-- Keep a conversation for the agent who had it last, if that one is on duty; for a bounded time.
local function keep_for_last(conversation)
  local agent = redis.call('GET', base .. ':met:' .. conversation)
  if not agent or setting('stick_ms') == 0 then return end
  if redis.call('HGET', agent_key(agent), 'on') ~= 'available' then return end
  if not redis.call('ZSCORE', base .. ':live', agent) then return end
  local key = handoff_key(conversation)
  local served = ' ' .. (redis.call('HGET', agent_key(agent), 'cls') or '') .. ' '
  for class in string.gmatch(redis.call('HGET', key, 'cls') or '', '%S+') do
    if string.find(served, ' ' .. class .. ' ', 1, true) then
      local ends = run_ms() + setting('stick_ms')
      redis.call('HSET', key, 'stick', agent, 'stickt', ends)
      redis.call('ZADD', base .. ':s:' .. agent, redis.call('HGET', key, 'due'), conversation)
      redis.call('ZADD', base .. ':ends', ends, conversation)
      return
    end
  end
end

-- Add the classes of the steps that are due, and see to the next one. -> whether there was any
local function widen(conversation, steps, at_ms)
  local key, added = handoff_key(conversation), false
  while steps[1] and steps[1][1] <= at_ms do
    local classes = redis.call('HGET', key, 'cls') or ''
    redis.call('HSET', key, 'cls', classes .. ' ' .. table.remove(steps, 1)[2])
    added = true
  end
  if steps[1] then
    redis.call('HSET', key, 'steps', cjson.encode(steps))
    redis.call('ZADD', base .. ':widens', steps[1][1], conversation)
  else
    redis.call('HDEL', key, 'steps')
    redis.call('ZREM', base .. ':widens', conversation)
  end
  return added
end

-- A conversation that is not among those who wait takes its place in a line; nobody is asked yet.
local function enter(conversation, hid, department, due, since, epoch, card, steps)
  -- Before the rest: what a script has written stays when it fails later on.
  redis.call('ZADD', base .. ':w:' .. department, due, conversation)
  redis.call('HSET', handoff_key(conversation), 'st', 'W', 'hid', hid, 'dept', department, 'due', due,
    'since', since, 'ep', epoch, 'card', card, 'moves', 0, 'shown', '', 'low', 0, 'high', 0)
  -- Only an index, which can be built again: a spoilt one keeps nobody from joining.
  redis.pcall('SADD', base .. ':wait', conversation)
  widen(conversation, cjson.decode(steps), 0)
  stand(conversation)
end
