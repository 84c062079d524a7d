-- How many readers a log has at each server: in a hash the count, and the time it was told.
local MOST_AGE = 10000

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The count that a server has told; nil if that was long ago, or the clock was set back since.
local function count_of(told, at)
  local count, time = string.match(told, '^(%d+) (%d+)$')
  return count and math.abs(at - tonumber(time)) <= MOST_AGE and tonumber(count) or nil
end
