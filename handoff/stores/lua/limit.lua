-- A token bucket. KEYS[1]: bucket; ARGV: tokens per second, burst, how many tokens (at most burst;
-- below 0 they are given back)
-- -> ms to wait (0 = taken)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local rate, burst, amount = tonumber(ARGV[1]) / 1000, tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, tonumber(known[1] or burst) + (now - tonumber(known[2] or now)) * rate)
local wait = 0
if tokens >= amount then
  tokens = tokens - amount
else
  wait = math.ceil((amount - tokens) / rate)
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate) + 1000)
return wait
