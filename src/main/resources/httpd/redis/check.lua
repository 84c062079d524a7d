-- Of each log the stream and the meta key; the incarnation, and the id up to which it was read.
local answer = {}
for i = 1, #KEYS, 2 do
  local stream, meta = KEYS[i], KEYS[i + 1]
  local incarnation, last = ARGV[i], ARGV[i + 1]
  local state = redis.call('HMGET', meta, 'i', 'l')
  if state[1] ~= incarnation then
    answer[#answer + 1] = 'gone'
  elseif state[2] == last or #redis.call('XRANGE', stream, last, last) == 1 then
    answer[#answer + 1] = 'here'
  else
    local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
    local time, number = string.match(last, '^(%d+)-(%d+)$')
    local first_number = first and string.match(first[1], '-(%d+)$')
    local end_time, end_number = string.match(state[2], '^(%d+)-(%d+)$')
    local is_trimmed = (not first or tonumber(number) < tonumber(first_number))
      and tonumber(number) < tonumber(end_number) and tonumber(time) <= tonumber(end_time)
    answer[#answer + 1] = is_trimmed and 'here' or 'lost'
  end
end
return answer
