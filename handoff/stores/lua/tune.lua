-- Settings of offers, and the most chats of departments at once. ARGV: JSON of each by name -> 1
local function replace(key, values)
  redis.call('DEL', key)
  for name, value in pairs(cjson.decode(values)) do redis.call('HSET', key, name, value) end
end
replace(base .. ':set', ARGV[1])
replace(base .. ':cap', ARGV[2])
return 1
