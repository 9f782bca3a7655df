-- What agents and lines did lately, shared by the scripts that change it; put behind line.lua.
--
-- Small counters in the ten minutes and the hour in which something happened, by the clock of agents
-- (see assign.lua): it stands still while nobody ticks, so an outage of the service makes no chat long.
-- A level is a number that goes up and down: counted is its sum over time, in its unit times ms.
--
--   <base>:own:<class>  zset  waiting conversations whose own class it is -> due; in no other such index
--   <base>:did:<agent>  hash  of an agent: ended (chats), gone, back (how often); levels busy (chats
--                             held), on (on duty), off (away, but expected back)
--   <base>:had:<class>  hash  of a line: came.<priority>, left; level wait (who stands in it)
--   <base>:did          zset  agents who did anything within a day -> when they were seen last
-- Fields of both: <name>:<n> in the n-th ten minutes, <name>/<n> in the n-th hour; of a level also
-- <name> (now) and <name>@ (since when); page (the last ten minutes written to), from (the first ms).

local TEN_MINUTES, HOUR, DAY = 600000, 3600000, 86400000
local SIZE, KEPT = {[':'] = TEN_MINUTES, ['/'] = HOUR}, {[':'] = 12, ['/'] = 24}

local run_known

-- Milliseconds by the clock of agents; read once, for it stands still within a script.
local function run_ms()
  run_known = run_known or tonumber(redis.call('HGET', base .. ':clock', 'run') or 0)
  return run_known
end

-- The number of the first ten minutes, or of the first hour, that still counts.
local function first_page(mark, now) return math.floor(now / SIZE[mark]) - KEPT[mark] end

-- Once in ten minutes: what is too old goes.
local function turn_page(key, page, now)
  redis.call('HSET', key, 'page', page)
  redis.call('HSETNX', key, 'from', now)
  redis.call('EXPIRE', key, 30 * 86400)
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local mark, n = string.match(field, '([:/])(%d+)$')
    if n and tonumber(n) < first_page(mark, now) then redis.call('HDEL', key, field) end
  end
end

local function see_to_page(key, known, now)
  local page = math.floor(now / TEN_MINUTES)
  if tonumber(known or -1) ~= page then turn_page(key, page, now) end
end

local function add_one(key, name, by_hour)
  local now = run_ms()
  see_to_page(key, redis.call('HGET', key, 'page'), now)
  redis.call('HINCRBY', key, name .. ':' .. math.floor(now / TEN_MINUTES), 1)
  if by_hour then redis.call('HINCRBY', key, name .. '/' .. math.floor(now / HOUR), 1) end
end

local function spread(key, name, mark, value, since, now)
  local size = SIZE[mark]
  since = math.max(since, first_page(mark, now) * size)
  while since < now do
    local n = math.floor(since / size)
    local till = math.min(now, (n + 1) * size)
    redis.call('HINCRBY', key, name .. mark .. n, value * (till - since))
    since = till
  end
end

local function set_level(key, name, value, by_hour)
  local now = run_ms()
  local page = math.floor(now / TEN_MINUTES)
  local short, long = name .. ':' .. page, name .. '/' .. math.floor(now / HOUR)
  local known = redis.call('HMGET', key, name, name .. '@', 'page', short, long)
  local was, since = tonumber(known[1] or 0), tonumber(known[2] or now)
  if tonumber(known[3] or -1) == page and since >= page * TEN_MINUTES then
    -- Nearly always: nothing but the ten minutes and the hour that run has changed.
    local more = was * (now - since)
    redis.call('HSET', key, name, value, name .. '@', now, short, tonumber(known[4] or 0) + more)
    if by_hour then redis.call('HSET', key, long, tonumber(known[5] or 0) + more) end
    return
  end
  see_to_page(key, known[3], now)
  if was > 0 then
    spread(key, name, ':', was, since, now)
    if by_hour then spread(key, name, '/', was, since, now) end
  end
  redis.call('HSET', key, name, value, name .. '@', now)
end

-- It has happened once more. What is learnt is never worth a deed: a key that was spoilt is passed over.
local function count(key, name, by_hour) pcall(function() add_one(key, name, by_hour) end) end

-- A level is what it is from now on.
local function level(key, name, value, by_hour)
  pcall(function() set_level(key, name, value, by_hour) end)
end

-- All of a key: <name>: of the last two hours and the ten minutes that run, <name>/ of the last day
-- and the hour that runs; span, the ms that the first ones are of; and the levels as they are now.
local function sums(key)
  local now, plain, found = run_ms(), redis.call('HGETALL', key), {}
  local levels, since = {}, {}
  local function add(name, mark, value)
    found[name .. mark] = (found[name .. mark] or 0) + value
  end
  for i = 1, #plain, 2 do
    local field, value = plain[i], tonumber(plain[i + 1])
    local name, mark, n = string.match(field, '^(.-)([:/])(%d+)$')
    if name then
      if tonumber(n) >= first_page(mark, now) then add(name, mark, value) end
    elseif string.sub(field, -1) == '@' then
      since[string.sub(field, 1, -2)] = value
    else
      levels[field] = value
    end
  end
  for name, at in pairs(since) do
    for mark, size in pairs(SIZE) do
      add(name, mark, levels[name] * (now - math.max(at, first_page(mark, now) * size)))
    end
  end
  found.span = now - math.max(levels.from or now, first_page(':', now) * TEN_MINUTES)
  return found, levels
end

local function did_key(agent) return base .. ':did:' .. agent end

-- An agent holds another number of chats.
local function learn_load(agent)
  level(did_key(agent), 'busy', redis.call('SCARD', base .. ':ac:' .. agent), true)
end

-- Somebody was helped to the end.
local function learn_end(agent) count(did_key(agent), 'ended', true) end

local function see_duty(agent)
  local key = did_key(agent)
  local was = redis.call('HMGET', key, 'on', 'off', 'page')
  local is_there = redis.call('ZSCORE', base .. ':live', agent)
  local is_on = is_there and redis.call('HGET', base .. ':a:' .. agent, 'on') == 'available'
  local has_begun = was[1] == '1' or was[2] == '1'
  local on = is_on and '1' or '0'
  local off = (is_there and has_begun and not is_on) and '1' or '0'
  if tonumber(was[3] or -1) ~= math.floor(run_ms() / TEN_MINUTES) then
    redis.call('ZADD', base .. ':did', run_ms(), agent)
    see_to_page(key, was[3], run_ms())
  end
  if (was[1] or '0') ~= on then
    if on == '0' then count(key, 'gone') elseif was[2] == '1' then count(key, 'back') end
    level(key, 'on', on)
  end
  if (was[2] or '0') ~= off then level(key, 'off', off) end
end

-- Whether an agent is on duty, or has been since the desk was opened and so is expected back. A closed
-- desk is neither, nor is one that was only opened. Called with every sign of life: mostly nothing has changed.
local function learn_duty(agent) pcall(function() see_duty(agent) end) end

-- The class that a conversation asked for, before wider ones were added.
local function own_class(classes) return string.match(classes or '', '%S+') end

local function learn_wait(class)
  level(base .. ':had:' .. class, 'wait', redis.pcall('ZCARD', base .. ':own:' .. class))
end

-- A conversation that can be offered stands in the line of its own class.
local function stand(conversation)
  local h = redis.call('HMGET', handoff_key(conversation), 'cls', 'due', 'st')
  local own = own_class(h[1])
  if not own or h[3] ~= 'W' then return end
  redis.pcall('ZADD', base .. ':own:' .. own, h[2], conversation)
  learn_wait(own)
end

-- It stands there no longer. -> its class, or nil
local function step_out(conversation, classes)
  local own = own_class(classes)
  if own and redis.pcall('ZREM', base .. ':own:' .. own, conversation) == 1 then learn_wait(own) end
  return own
end
