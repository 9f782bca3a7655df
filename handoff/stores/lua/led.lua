-- Conversations of a shard that the bot leads, most trouble first; what has gone quiet is cut off.
-- ARGV: how many to tell, then for each grade of trouble the scores from and up to which all is old
-- -> {conversation, score, ...}
for i = 2, #ARGV, 2 do
  redis.call('ZREMRANGEBYSCORE', base .. ':led', ARGV[i], ARGV[i + 1])
end
return redis.call('ZREVRANGE', base .. ':led', 0, ARGV[1] - 1, 'WITHSCORES')
