-- incarnation, name
local names, clock = KEYS[7], KEYS[8]
if is_gone(ARGV[1]) then
  return 0
end
local time = split(redis.call('HGET', meta, 'l'))
redis.call('DEL', stream, meta, producers, silent, ids, order)
redis.call('ZREM', names, ARGV[2])
if time > tonumber(redis.call('GET', clock) or '0') then
  redis.call('SET', clock, text(time))
end
return 1
