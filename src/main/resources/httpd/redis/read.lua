-- incarnation, after which id, up to which, how many bytes
if is_gone(ARGV[1]) then
  return {'gone'}
end
local read = {'here'}
local left = tonumber(ARGV[4])
local from = '(' .. ARGV[2]
while true do
  local entries = redis.call('XRANGE', stream, from, ARGV[3], 'COUNT', 16)
  for i = 1, #entries do
    local record = field(entries[i], 'd')
    left = left - (record and #record or 0)
    if left < 0 and #read > 1 then
      return read
    end
    if record then
      table.insert(read, entries[i])
    end
    from = '(' .. entries[i][1]
  end
  if #entries < 16 or #read > 1024 then
    return read
  end
end
