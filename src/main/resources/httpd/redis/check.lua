-- Of each log the stream and the meta key; the incarnation, and the id up to which it was read.
local function is(key, kind)
  local found = redis.call('TYPE', key).ok
  return found == kind or found == 'none'
end

-- The first entry that no other program has added.
local function first_of(stream)
  local from = '-'
  while true do
    local entry = redis.call('XRANGE', stream, from, '+', 'COUNT', 1)[1]
    if not entry then
      return nil
    end
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'p' then
        return entry
      end
    end
    from = '(' .. entry[1]
  end
end

local answer = {}
for i = 1, #KEYS, 2 do
  local stream, meta = KEYS[i], KEYS[i + 1]
  local incarnation, last = ARGV[i], ARGV[i + 1]
  local is_log = is(stream, 'stream') and is(meta, 'hash')
  local state = is_log and redis.call('HMGET', meta, 'i', 'l')
  if not is_log then
    answer[#answer + 1] = 'type'
  elseif state[1] ~= incarnation then
    answer[#answer + 1] = 'gone'
  elseif state[2] == last or #redis.call('XRANGE', stream, last, last) == 1 then
    answer[#answer + 1] = 'here'
  else
    local first = first_of(stream)
    local time, number = string.match(last, '^(%d+)-(%d+)$')
    local first_number = first and string.match(first[1], '-(%d+)$')
    local end_time, end_number = string.match(state[2], '^(%d+)-(%d+)$')
    local is_trimmed = (not first or tonumber(number) < tonumber(first_number))
      and tonumber(number) < tonumber(end_number) and tonumber(time) <= tonumber(end_time)
    answer[#answer + 1] = is_trimmed and 'here' or 'lost'
  end
end
return answer
