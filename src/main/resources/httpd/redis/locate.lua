-- incarnation, whether an id is asked for: of the stream, of an event, or neither; that id
if is_gone(ARGV[1]) then
  return {'gone'}
end
local state = redis.call('HMGET', meta, 'l', 'b', 'x')
local last, closed = state[1], state[3] and 1 or 0
local first, dropped = oldest()
local found = ''
local asked = ARGV[3]
if ARGV[2] == 'event' then
  asked = redis.call('HGET', ids, asked) or ''
end
if asked ~= '' then
  local entry = redis.call('XRANGE', stream, asked, asked)[1]
  if asked == first or asked == last or (entry and field(entry, 'd')) then
    found = asked
  end
end
local records = redis.call('XLEN', stream) - closed
return {'here', first, last, closed, records, text(tonumber(state[2]) - dropped), found}
