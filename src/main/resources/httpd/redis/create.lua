-- incarnation of a new log, its name, where it begins or nothing, how many attributes, each with its
-- value, then what is appended; returns whether it is new, and the incarnation
local names, clock = KEYS[7], KEYS[8]
local known = redis.call('HGET', meta, 'i')
if known then
  return {0, known}
end
local begin = ARGV[3]
if begin == '' then
  -- After all ids of logs that were deleted, whatever the clock says.
  begin = text(math.max(now(), tonumber(redis.call('GET', clock) or '0') + 1)) .. '-0'
end
redis.call('HSET', meta, 'i', ARGV[1], 'l', begin, 'b', '0')
redis.call('DEL', stream, producers, silent, ids, order)
local attributes = tonumber(ARGV[4])
for i = 5, 4 + 2 * attributes, 2 do
  redis.call('HSET', meta, 'a:' .. ARGV[i], ARGV[i + 1])
end
redis.call('ZADD', names, 0, ARGV[2])
append(5 + 2 * attributes)
return {1, ARGV[1]}
