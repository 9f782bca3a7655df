-- Consume messages up to a seq and write everything that follows from them, or nothing.
-- ARGV: kind, conversation, fence, last seq, keep lease ms (0 = release), wake channel, nonce,
--       lease ms and batch of the next claim (0 = none), then outputs, each a letter and its values:
--   S state epoch            the conversation's new state
--   L kind id epoch payload  a message for a lane of the same conversation
--   E payload                an entry of the conversation's log
--   T name due payload       set a timer      U name   cancel it
--   B score                the bot leads the conversation ('' takes it out of the index)
--   K seconds                forget state and log that long after the last word
-- -> {1, left, first log number, next claim ...} | {2, acked} done before | {0, 0} another worker holds the lane
local kind, conversation, fence = ARGV[1], ARGV[2], ARGV[3]
local last, keep_ms = tonumber(ARGV[4]), tonumber(ARGV[5])
local lane = lane_of(kind, conversation)
local meta = redis.call('HMGET', base .. ':m:' .. lane, 'acked', 'own', 'seq')
local acked = tonumber(meta[1] or '0')
if last <= acked then return {2, acked} end
if fence == '' or meta[2] ~= fence then return {0, 0} end
if last > tonumber(meta[3]) then return {0, 0} end

local key = base .. ':c:' .. conversation
local woken, first_number, changed = {}, 0, false
local i = 10
while i <= #ARGV do
  local what = ARGV[i]
  if what == 'S' then
    redis.call('HSET', key, 'state', ARGV[i + 1], 'epoch', ARGV[i + 2])
    changed = true
    i = i + 3
  elseif what == 'L' then
    push_once(ARGV[i + 1], conversation, ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
    woken[#woken + 1] = ARGV[i + 1]
    i = i + 5
  elseif what == 'E' then
    local number = redis.call('HINCRBY', key, 'log', 1)
    if first_number == 0 then first_number = number end
    redis.call('XADD', base .. ':log:' .. conversation, 'MAXLEN', '~', LOG_MAX, number .. '-0',
      'e', ARGV[i + 1])
    changed = true
    i = i + 2
  elseif what == 'T' then
    local member = conversation .. '|' .. ARGV[i + 1]
    redis.call('ZADD', base .. ':timers', ARGV[i + 2], member)
    redis.call('HSET', base .. ':timer', member, ARGV[i + 3])
    i = i + 4
  elseif what == 'U' then
    local member = conversation .. '|' .. ARGV[i + 1]
    redis.call('ZREM', base .. ':timers', member)
    redis.call('HDEL', base .. ':timer', member)
    i = i + 2
  elseif what == 'B' then
    if ARGV[i + 1] == '' then
      redis.call('ZREM', base .. ':led', conversation)
    else
      redis.call('ZADD', base .. ':led', ARGV[i + 1], conversation)
    end
    i = i + 2
  elseif what == 'K' then
    redis.call('EXPIRE', key, ARGV[i + 1])
    redis.call('EXPIRE', base .. ':log:' .. conversation, ARGV[i + 1])
    i = i + 2
  else
    return redis.error_reply('unknown output ' .. tostring(what))
  end
end

local left
if keep_ms > 0 and redis.call('LLEN', base .. ':q:' .. lane) > last - acked then
  drop_head(lane, last - acked, last, fence)
  redis.call('ZADD', base .. ':leases', digits(now + keep_ms), lane)
  left = redis.call('LLEN', base .. ':q:' .. lane)
else
  drop_head(lane, last - acked, last, '')
  left = settle(kind, conversation, now)
end
if ARGV[6] ~= '' and (changed or #woken > 0) then
  -- As in wake.py: nonce, base, conversation that changed or nothing, kinds that have work.
  local hint = {ARGV[7], base, changed and conversation or '', unpack(woken)}
  redis.call('PUBLISH', ARGV[6], table.concat(hint, ' '))
end
local reply = {1, left, first_number}
local next_ms = tonumber(ARGV[8])
if next_ms > 0 then
  -- Whoever acknowledges is free: one journey less than a claim of its own.
  local claimed = claim_next(kind, ARGV[7], next_ms, tonumber(ARGV[9]))
  if claimed then
    for _, part in ipairs(claimed) do reply[#reply + 1] = part end
  end
end
return reply
