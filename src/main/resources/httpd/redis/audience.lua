-- This server; returns how many readers the others have
local sum, at = 0, now()
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  sum = sum + (all[i] ~= ARGV[1] and count_of(all[i + 1], at) or 0)
end
return {sum}
