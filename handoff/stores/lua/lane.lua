-- Shared by every script of a shard; put in front of it when it is loaded.
--
-- KEYS[1] is the base of the shard, such as fb:{s07}; every other key is built from it, so that all
-- keys of one call sit in one slot. A lane is "<kind>/<conversation>": "in" is the inbox, the other
-- kinds lead outwards (assistant, telegram, records, queue ...).
--
--   <base>:q:<lane>      list    waiting messages "seq|epoch|id|payload"; the head is next
--   <base>:m:<lane>      hash    seq given last, acked last, fence counter, own (live fence, else
--                                empty), att failed tries of the head, exp leases of it that ran out
--   <base>:seen:<lane>   zset    ids accepted, scored second * 1e6 + seq % 1e6
--   <base>:ready:<kind>  zset    conversation -> ms from which its lane may be claimed
--   <base>:leases        zset    lane -> ms until which its worker holds it
--   <base>:active        set     lanes that hold messages (authority for rebuild)
--   <base>:dead          stream  messages given up
--   <base>:timers        zset    "<conversation>|<name>" -> due ms (clock of the service)
--   <base>:timer         hash    the same member -> event to put into the inbox
--   <base>:c:<conversation>       hash    state, epoch, log (number given last)
--   <base>:log:<conversation>     stream  entries, id = <number>-0
--   <base>:sent:<conversation>    hash    name of an entry -> message of the platform, two days; no script
--                                         uses it
--   <base>:led           zset    conversations that the bot leads, lately in use -> score of rules/led.py
--   <base>:here:<conversation>    string  the widget is open; fades by itself, no script uses it
--
-- A lane is in exactly one of three places: idle (empty), ready, or leased (never empty: what is
-- leased stays at its head until it is acknowledged, and then the lane settles in the same script).
--
-- Nearly all the time of a script goes into its calls of commands: they are counted, not only read.

local base = KEYS[1]
local SEEN_MIN = 512
local SEEN_S = 48 * 3600
local DEAD_MAX = 10000
local LOG_MAX = 20000
local EXPIRED_MAX = 3

local time = redis.call('TIME')
local now_s = tonumber(time[1])
local now = now_s * 1000 + math.floor(tonumber(time[2]) / 1000)

-- Lua 5.1 writes large numbers as 1.2e+12; ids and scores need the digits.
local function digits(number)
  return string.format('%.0f', number)
end

local function lane_of(kind, conversation)
  return kind .. '/' .. conversation
end

local function split_lane(lane)
  return string.match(lane, '^([^/]+)/(.*)$')
end

local function read_item(item)
  return string.match(item, '^(%d+)|(%d*)|([^|]*)|(.*)$')
end

-- First seq of an id that was accepted before, or nil.
local function seen_seq(lane, id)
  local score = redis.call('ZSCORE', base .. ':seen:' .. lane, id)
  if not score then return nil end
  local last = tonumber(redis.call('HGET', base .. ':m:' .. lane, 'seq'))
  local low = tonumber(score) % 1000000
  return last - ((last - low) % 1000000)
end

-- Ids are kept for 48 hours and never fewer than 512 of them.
local function remember(lane, id, seq)
  local key = base .. ':seen:' .. lane
  redis.call('ZADD', key, digits(now_s * 1000000 + seq % 1000000), id)
  if seq % 64 == 0 then
    local spare = redis.call('ZCARD', key) - SEEN_MIN
    if spare > 0 then
      local old = digits((now_s - SEEN_S) * 1000000)
      local ids = redis.call('ZRANGEBYSCORE', key, '-inf', old, 'LIMIT', 0, math.min(spare, 500))
      if #ids > 0 then redis.call('ZREM', key, unpack(ids)) end
    end
  end
end

local function make_ready(kind, conversation, at)
  redis.call('ZADD', base .. ':ready:' .. kind, digits(at), conversation)
end

-- Append one message; the lane becomes ready if it was idle. Returns its seq.
local function push(kind, conversation, id, epoch, payload)
  local lane = lane_of(kind, conversation)
  local seq = redis.call('HINCRBY', base .. ':m:' .. lane, 'seq', 1)
  local length = redis.call('RPUSH', base .. ':q:' .. lane,
    seq .. '|' .. epoch .. '|' .. id .. '|' .. payload)
  if length == 1 then
    redis.call('SADD', base .. ':active', lane)
    make_ready(kind, conversation, now)
  end
  return seq
end

-- The same, but an id that was accepted before is not stored again.
local function push_once(kind, conversation, id, epoch, payload)
  local lane = lane_of(kind, conversation)
  local first = seen_seq(lane, id)
  if first then return 0, first end
  local seq = push(kind, conversation, id, epoch, payload)
  remember(lane, id, seq)
  return 1, seq
end

-- Take the first n messages away for good; own is the fence of whoever goes on holding the lane.
local function drop_head(lane, n, acked, own)
  redis.call('LTRIM', base .. ':q:' .. lane, n, -1)
  redis.call('HSET', base .. ':m:' .. lane, 'acked', acked, 'att', 0, 'exp', 0, 'own', own)
end

-- Where a lane goes that was claimed and is no longer held: ready if it has messages, else idle.
local function settle(kind, conversation, at)
  local lane = lane_of(kind, conversation)
  redis.call('ZREM', base .. ':leases', lane)
  local left = redis.call('LLEN', base .. ':q:' .. lane)
  if left > 0 then
    make_ready(kind, conversation, at)
  else
    redis.call('SREM', base .. ':active', lane)
  end
  return left
end

-- The same, taking it away from its worker.
local function release(kind, conversation, at)
  redis.call('HSET', base .. ':m:' .. lane_of(kind, conversation), 'own', '')
  return settle(kind, conversation, at)
end

-- Move the head of a lane to the dead letters. A customer whose words end there is not left in
-- silence: the conversation hears of it in the same script.
local function bury_head(lane, reason)
  local item = redis.call('LINDEX', base .. ':q:' .. lane, 0)
  if not item then return end
  local seq, epoch, id, payload = read_item(item)
  redis.call('XADD', base .. ':dead', 'MAXLEN', '~', DEAD_MAX, '*', 'lane', lane, 'id', id,
    'epoch', epoch, 'payload', payload, 'error', reason, 'at', digits(now))
  drop_head(lane, 1, seq, '')
  local kind, conversation = split_lane(lane)
  if kind == 'in' and not string.find(id, ':failed$') then
    push_once(kind, conversation, id .. ':failed', '',
      cjson.encode({type = 'HandlingFailed', event_id = id}))
  end
end

-- Take back leases that ran out. A message whose worker died three times is poison.
local function reap()
  local lanes = redis.call('ZRANGEBYSCORE', base .. ':leases', '-inf', digits(now), 'LIMIT', 0, 16)
  for _, lane in ipairs(lanes) do
    local kind, conversation = split_lane(lane)
    local expired = redis.call('HINCRBY', base .. ':m:' .. lane, 'exp', 1)
    if expired >= EXPIRED_MAX then bury_head(lane, 'its worker died ' .. expired .. ' times') end
    release(kind, conversation, now)
  end
  return #lanes
end

local function holds(lane, fence)
  return fence ~= '' and redis.call('HGET', base .. ':m:' .. lane, 'own') == fence
end

-- The lane that has been ready longest, taken out of the ready ones; false if there is none.
local function pop_ready(kind)
  local found = redis.call('ZPOPMIN', base .. ':ready:' .. kind)
  if #found == 0 then return false end
  if tonumber(found[2]) <= now then return found[1] end
  redis.call('ZADD', base .. ':ready:' .. kind, found[2], found[1])
  return false
end

-- Lease the oldest ready lane of a kind; false if there is none. What comes back: see claim.lua.
local function claim_next(kind, nonce, lease_ms, batch)
  -- A lane that is taken back goes behind all that are ready, so nobody waits longer for it.
  local conversation = pop_ready(kind) or (reap() > 0 and pop_ready(kind))
  if not conversation then return false end
  local lane = lane_of(kind, conversation)
  local items = redis.call('LRANGE', base .. ':q:' .. lane, 0, batch - 1)
  local dropped = 0
  local known = redis.call('HMGET', base .. ':c:' .. conversation, 'epoch', 'state')
  local current = tonumber(known[1] or '0')
  while #items > 0 do
    local seq, epoch = read_item(items[1])
    if epoch == '' or tonumber(epoch) >= current then break end
    drop_head(lane, 1, seq, '')
    dropped = dropped + 1
    table.remove(items, 1)
  end
  if #items == 0 then
    settle(kind, conversation, now)
    return {conversation, '', 0, '', dropped}
  end
  local meta = redis.call('HMGET', base .. ':m:' .. lane, 'fence', 'att', 'exp')
  local counter = tonumber(meta[1] or '0') + 1
  local fence = counter .. ':' .. nonce
  redis.call('HSET', base .. ':m:' .. lane, 'fence', counter, 'own', fence)
  redis.call('ZADD', base .. ':leases', digits(now + lease_ms), lane)
  local tries = tonumber(meta[2] or '0') + tonumber(meta[3] or '0')
  local state = ''
  if kind == 'in' then state = known[2] or '' end
  local reply = {conversation, fence, tries, state, dropped}
  for _, item in ipairs(items) do reply[#reply + 1] = item end
  return reply
end
