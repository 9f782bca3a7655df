-- Lease the oldest ready lane of a kind and look at its first messages; they stay where they are.
-- ARGV: kind, worker nonce, lease ms, batch
-- -> nil | {conversation, fence, tries so far, state, dropped, message, message ...}
-- A message made under an older ownership epoch than the conversation's is dropped here, at the
-- last moment before it would go out.
local kind, nonce, lease_ms, batch = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

-- The lane that has been ready longest, taken out of the ready ones; false if there is none.
local function pop_ready()
  local found = redis.call('ZPOPMIN', base .. ':ready:' .. kind)
  if #found == 0 then return false end
  if tonumber(found[2]) <= now then return found[1] end
  redis.call('ZADD', base .. ':ready:' .. kind, found[2], found[1])
  return false
end

-- A lane that is taken back goes behind all that are ready, so nobody waits longer for it.
local conversation = pop_ready() or (reap() > 0 and pop_ready())
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
