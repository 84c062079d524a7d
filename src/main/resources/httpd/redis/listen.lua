-- Of each log a key; this server, and how many readers it has of each
local at = now()
for i = 1, #KEYS do
  local all = redis.call('HGETALL', KEYS[i])
  for j = 1, #all, 2 do
    if not count_of(all[j + 1], at) then
      redis.call('HDEL', KEYS[i], all[j])
    end
  end
  redis.call('HSET', KEYS[i], ARGV[1], ARGV[i + 1] .. ' ' .. string.format('%.0f', at))
  redis.call('PEXPIRE', KEYS[i], MOST_AGE)
end
return {}
