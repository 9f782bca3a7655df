-- Put the derived indexes right from the lists alone; 0 repairs on a healthy shard.
-- -> number of repairs
local repairs = 0
local lanes = redis.call('SMEMBERS', base .. ':active')
for _, lane in ipairs(lanes) do
  local kind, conversation = split_lane(lane)
  local waiting = redis.call('LLEN', base .. ':q:' .. lane)
  local leased = redis.call('ZSCORE', base .. ':leases', lane)
  local ready = redis.call('ZSCORE', base .. ':ready:' .. kind, conversation)
  if waiting > 0 and not leased and not ready then
    make_ready(kind, conversation, now)
    repairs = repairs + 1
  elseif leased and ready then
    redis.call('ZREM', base .. ':ready:' .. kind, conversation)
    repairs = repairs + 1
  elseif waiting == 0 and not leased then
    redis.call('SREM', base .. ':active', lane)
    repairs = repairs + 1
  end
end
return repairs
