-- How many stand in lines who are due earlier. ARGV: due ms, classes ... -> a number for each
local reply = {}
for i = 2, #ARGV do
  reply[#reply + 1] = redis.call('ZCOUNT', base .. ':own:' .. ARGV[i], '-inf', '(' .. ARGV[1])
end
return reply
