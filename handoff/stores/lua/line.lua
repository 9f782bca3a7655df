-- Shared by the scripts of the waiting lines and assignments of one tenant; put behind lane.lua.
--
-- Everything about who holds what sits under one base, fb:{ho:<tenant>}, since an agent's capacity
-- spans conversations. Authority is h: and a:; the rest can be built again from them.
--
--   <base>:h:<conversation>  hash  st W(aiting) or A(ssigned), hid, dept, due, since, ep, ag, agn,
--                                  card (JSON for desks), ahead (place told last), low, high (the
--                                  minutes told last), shown (JSON of what they were made from);
--                                  for offers see assign.lua
--   <base>:a:<agent>         hash  on (available, busy, away), name, last (ms of the last claim)
--   <base>:w:<department>    zset  conversation -> rank ms: its place; first is next
--   <base>:wait              set   conversations that wait, in whatever line; '' as well once it is
--                                  known to hold all of them
--   <base>:ac:<agent>        set   conversations the agent holds; its size is the load
--   <base>:moved             set   departments in which places have changed since they were told
--   lane relay/desk                events for the mailboxes of conversations, in order

local function handoff_key(conversation) return base .. ':h:' .. conversation end

-- Hand an event over to the mailbox of a conversation, exactly once by its id.
local function relay(conversation, id, event)
  push_once('relay', 'desk', id, '', cjson.encode({conversation = conversation, id = id, event = event}))
end

-- The same for what a script run again does not make again: the mailbox itself drops doubles by the
-- id, and remembering it here as well would cost two commands.
local function relay_new(conversation, id, event)
  push('relay', 'desk', id, '', cjson.encode({conversation = conversation, id = id, event = event}))
end

-- Tell one conversation its place and how long it may take, in minutes (0: not known).
local function send_place(conversation, ahead, is_longer)
  local key = handoff_key(conversation)
  local known = redis.call('HMGET', key, 'hid', 'dept', 'ep', 'low', 'high')
  redis.call('HSET', key, 'ahead', ahead)
  local moves = redis.call('HINCRBY', key, 'moves', 1)
  -- With the epoch: the same handoff may be opened again, and its places are told anew then.
  relay(conversation, 'place:' .. known[1] .. ':' .. known[3] .. ':' .. moves,
    {type = 'QueueJoined', handoff_id = known[1], department = known[2], ahead = ahead,
     low = tonumber(known[4] or 0), high = tonumber(known[5] or 0), is_longer = is_longer or false})
end

-- The same, if the place is another than the one told last.
local function tell_place(conversation, ahead)
  if redis.call('HGET', handoff_key(conversation), 'ahead') == tostring(ahead) then return end
  send_place(conversation, ahead)
end

-- A hundred who wait in a department, from a place on (0: the first). A key that holds something else is an empty line here,
-- so that one that was spoilt does not hide the others; whoever joins it fails, and is heard of.
local function hundred_of(department, first)
  local line = redis.pcall('ZRANGE', base .. ':w:' .. department, first, first + 99)
  return line.err and {} or line
end

local function first_of(department) return hundred_of(department, 0) end

-- Places have changed. Who waits is told by the next tick, so that a claim does not pay for it.
local function mark_moved(department) redis.pcall('SADD', base .. ':moved', department) end

-- Tell the first hundred who wait in a department when their place has changed.
local function tell_places(department)
  for i, conversation in ipairs(first_of(department)) do tell_place(conversation, i - 1) end
end

-- Hint to every copy of the service, this one too. As in wake.py: nonce, base, what changed, kinds.
local function hint(changed, kind)
  redis.call('PUBLISH', string.match(base, '^(.-):{') .. ':wake',
    '- ' .. base .. ' ' .. changed .. ' ' .. kind)
end

-- Its desks look at the lines again, and somebody hands over what lane relay holds.
local function tell_copies() hint('desk', 'relay') end
