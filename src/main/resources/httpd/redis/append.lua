-- incarnation, then what is appended
if is_gone(ARGV[1]) then
  return {'gone'}
end
return append(2)
