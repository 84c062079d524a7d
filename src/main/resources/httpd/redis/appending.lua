-- Lua compares strings as the locale of the server does.
local function is_greater(text, than)
  for i = 1, math.min(#text, #than) do
    local a, b = string.byte(text, i), string.byte(than, i)
    if a ~= b then
      return a > b
    end
  end
  return #text > #than
end

local function refusal_of_producer(id, epoch, number, last)
  local known = redis.call('HGET', producers, id)
  local known_epoch, highest
  if known then
    known_epoch, highest = string.match(known, '^(%d+) (%d+)$')
    known_epoch, highest = tonumber(known_epoch), tonumber(highest)
  end
  if not known or epoch > known_epoch then
    if number == 0 then
      return nil
    end
    return known and {'first'} or {'gap', '0'}
  end
  if epoch < known_epoch then
    return {'stale', text(known_epoch)}
  end
  if number <= highest then
    return {'duplicate', last, text(highest), 0}
  end
  return number ~= highest + 1 and {'gap', text(highest + 1)} or nil
end

local function is_taken(id)
  local place = redis.call('HGET', ids, id)
  if not place then
    return false
  end
  local _, number = split(place)
  local _, dropped = split(oldest())
  return number > dropped
end

-- Forgets the ids of events that were dropped: two for each that is added.
local function add_id(id, place)
  redis.call('HSET', ids, id, place)
  redis.call('RPUSH', order, id)
  local _, dropped = split(oldest())
  for _ = 1, 2 do
    local first = redis.call('LINDEX', order, 0)
    local _, number = split(first and redis.call('HGET', ids, first) or '0-0')
    if not first or number > dropped then
      return
    end
    redis.call('LPOP', order)
    redis.call('HDEL', ids, first)
  end
end

local function trim(most_records, most_bytes, oldest_time, bytes)
  if most_records ~= '' then
    redis.call('XTRIM', stream, 'MAXLEN', '~', most_records)
  end
  if oldest_time then
    redis.call('XTRIM', stream, 'MINID', '~', text(oldest_time))
  end
  if most_bytes ~= '' then
    local most = tonumber(most_bytes)
    local _, dropped = oldest()
    local left = redis.call('XLEN', stream)
    local tries = 256
    while bytes - dropped > most and left > 1 and tries > 0 do
      tries = tries - 1
      left = left - redis.call('XTRIM', stream, 'MAXLEN', '=', left - 1)
      _, dropped = oldest()
    end
  end
end

-- The time for a record after another one; later than what other programs have added.
local function time_after(time, count, clock)
  local here = math.max(clock, time)
  local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  local newest_time, number = split(newest and newest[1] or '0-0')
  local is_free = newest_time < here or (newest_time == here and number < count)
  return is_free and here or newest_time + 1
end

-- Appends what the arguments from a on say: most records, most bytes, most milliseconds; closes;
-- has a producer, its id, epoch, number; has a sequence, it; has an id of its own, it; records.
local function append(a)
  local state = redis.call('HMGET', meta, 'l', 'b', 'x', 'xi', 'xe', 'q')
  local last = state[1]
  local closes = ARGV[a + 3] == '1'
  local has_producer, producer, epoch, number =
    ARGV[a + 4] == '1', ARGV[a + 5], ARGV[a + 6], ARGV[a + 7]
  local has_sequence, sequence = ARGV[a + 8] == '1', ARGV[a + 9]
  local has_id, id = ARGV[a + 10] == '1', ARGV[a + 11]
  if state[3] then
    if has_producer and producer == state[4] and epoch .. ' ' .. number == state[5] then
      return {'duplicate', last, number, 1}
    end
    return {'closed', last}
  end
  if has_producer then
    local refusal = refusal_of_producer(producer, tonumber(epoch), tonumber(number), last)
    if refusal then
      return refusal
    end
  end
  if has_sequence and state[6] and not is_greater(sequence, state[6]) then
    return {'sequence', state[6]}
  end
  if has_id and is_taken(id) then
    return {'id', id}
  end

  local time, count = split(last)
  local bytes = tonumber(state[2])
  local clock = now()
  local here = time_after(time, count + 1, clock)
  for i = a + 12, #ARGV do
    count = count + 1
    bytes = bytes + #ARGV[i]
    last = text(here) .. '-' .. text(count)
    redis.call('XADD', stream, last, 'd', ARGV[i], 'p', text(time), 'b', text(bytes))
    time = here
  end
  -- First a command that is refused without memory, then the others are not.
  redis.call('HSET', meta, 'l', last, 'b', text(bytes))
  if #ARGV >= a + 12 then
    local age = ARGV[a + 2]
    trim(ARGV[a], ARGV[a + 1], age ~= '' and math.min(clock - tonumber(age), time), bytes)
  end
  if has_sequence then
    redis.call('HSET', meta, 'q', sequence)
  end
  if has_producer then
    redis.call('HSET', producers, producer, epoch .. ' ' .. number)
    redis.call('ZADD', silent, clock, producer)
    if redis.call('ZCARD', silent) > MOST_PRODUCERS then
      redis.call('HDEL', producers, redis.call('ZPOPMIN', silent)[1])
    end
  end
  if has_id then
    add_id(id, last)
  end
  if closes then
    redis.call('XADD', stream, text(here) .. '-' .. text(count + 1), 'x', '1', 'p', text(time))
    redis.call('HSET', meta, 'x', '1')
    if has_producer then
      redis.call('HSET', meta, 'xi', producer, 'xe', epoch .. ' ' .. number)
    end
  end
  return {'appended', last}
end
