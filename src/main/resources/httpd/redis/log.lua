-- The log whose keys these are; each script of a log begins with this file.
--   stream     d: a record, p: the time in the id before its own, b: bytes up to its end; x: the end
--   meta       i: incarnation, l: id of the last record, b: bytes so far, q: greatest sequence,
--              x: closed, xi, xe: by which producer; a:NAME attributes, c:NAME counters
--   producers  the epoch and number of the last append of each
--   silent     the producers, by the time of that append
--   ids        the id in the stream of each event with an id of its own
--   order      those events, oldest first
local stream, meta, producers, silent, ids, order =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

local MOST_PRODUCERS = 10000

local function is_gone(incarnation)
  return redis.call('HGET', meta, 'i') ~= incarnation
end

local function text(number)
  return string.format('%.0f', number)
end

local function split(id)
  local time, number = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(time), tonumber(number)
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function field(entry, name)
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == name then
      return fields[i + 1]
    end
  end
  return nil
end

-- The id before that of a record; nil for the end of the log.
local function before(entry)
  local time = field(entry, 'p')
  if not time or not field(entry, 'd') then
    return nil
  end
  local _, number = split(entry[1])
  return time .. '-' .. text(number - 1)
end

-- The id before the first record that is kept, and the bytes that were dropped.
local function oldest()
  local from = '-'
  while true do
    local first = redis.call('XRANGE', stream, from, '+', 'COUNT', 1)[1]
    if not first then
      local state = redis.call('HMGET', meta, 'l', 'b')
      return state[1], tonumber(state[2])
    end
    local id = before(first)
    if id then
      return id, tonumber(field(first, 'b')) - #field(first, 'd')
    end
    from = '(' .. first[1]
  end
end
