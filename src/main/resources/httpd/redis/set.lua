-- incarnation, field, value; without a value it is removed
if is_gone(ARGV[1]) then
  return {'gone'}
end
if ARGV[3] then
  redis.call('HSET', meta, ARGV[2], ARGV[3])
else
  redis.call('HDEL', meta, ARGV[2])
end
return {'here'}
