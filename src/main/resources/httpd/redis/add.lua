-- incarnation, field, change; numbers of Lua are not exact
if is_gone(ARGV[1]) then
  return {'gone'}
end
redis.call('HINCRBY', meta, ARGV[2], ARGV[3])
return {'here', redis.call('HGET', meta, ARGV[2])}
