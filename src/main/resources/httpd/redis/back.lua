-- incarnation, the id of a record or +, how many records to go back from it, itself included;
-- returns how many it went back, which may be fewer, and the id before the last of them
if is_gone(ARGV[1]) then
  return {'gone'}
end
local wanted, bytes, count = tonumber(ARGV[3]), 0, 0
local place, from = '', ARGV[2]
while count < wanted and count < 4096 and bytes < 1048576 do
  local entries = redis.call('XREVRANGE', stream, from, '-', 'COUNT', math.min(16, wanted))
  for i = 1, #entries do
    local previous = before(entries[i])
    if previous and count < wanted then
      place, count = previous, count + 1
      bytes = bytes + #field(entries[i], 'd')
    end
    from = '(' .. entries[i][1]
  end
  if #entries == 0 then
    break
  end
end
return {'here', place, count}
