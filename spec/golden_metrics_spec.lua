-- The metrics against the real Keras: the result before, during and after updates with and without weights and masks, configs, strings, functions and
-- refused arguments.
local keras = require "lunula"
local class = require "lunula.class"
local core = require "lunula.core"
local helper = require "helper"

local rows = helper.golden "keras/metrics"
local inputs = table.remove(rows, 1).inputs

-- An input in the float dtype of a case; labels are int32 and masks bool.
local cache = {}
local function input(name, float)
  local key = name .. float
  if not cache[key] then
    local golden = inputs[name]
    local dtype = golden.t:find "float" and float or golden.t == "bool" and "bool" or "int32"
    cache[key] = core.tensor(helper.tensor(golden), dtype)
  end
  return cache[key]
end

local walk = {}

-- Sums of a few float32 in another order, divided by each other, may differ by a few units of the last place; sums of squares that cancel by more.

function walk.metric(row)
  local metric = keras.metrics[row.c](row.o or {})
  local float = row.o and row.o.dtype == "float64" and "float64" or "float32"
  local shape, size = row.s or {}, 1
  for _, n in ipairs(shape) do size = size * n end
  local function check(when, place)
    local golden = { t = row.d or "float32", s = shape, v = table.move(row.r, place + 1, place + size, 1, {}) }
    local difference = helper.difference(metric:result(), golden)
    if difference then error(when .. ": " .. difference, 0) end
  end
  local function update(i)
    local function part(name) return inputs[row.u .. "." .. name .. i] and input(row.u .. "." .. name .. i, float) end
    local given = { part "t", part "p" }
    if row.m then given[2] = given[2]:with_mask(part(row.m)) end
    local weight = row.w and part(row.w)
    if weight then given[#given + 1] = i % 2 == 0 and weight or { sample_weight = weight } end
    metric:update_state(table.unpack(given))
  end
  local first = 0
  if not row.late then
    check("at first", 0)
    first = size
  end
  local at, i = first, 0
  while at < #row.r do
    update(i)
    check("after update " .. i, at)
    at, i = at + size, i + 1
  end
  assert(i >= 2 and not inputs[row.u .. ".t" .. i], "every update is made")
  metric:reset_state()
  if not row.late then check("after reset_state", 0) end
  update(0)
  check("after another first update", first)
end

walk["function"] = function(row)
  local result = keras.metrics[row.f](input(row.u, "float32"), input(row.p, "float32"), next(row.o) and row.o or nil)
  local difference = helper.difference(result, row.r)
  if difference then error(difference, 0) end
end

-- Keras leaves out the axis of CosineSimilarity.
local beyond = { CosineSimilarity = { axis = true } }

function walk.config(row)
  core.reset_names()
  local config = keras.metrics[row.c](row.o):get_config()
  local keys = {}
  for _, key in ipairs(getmetatable(config).keys) do
    if not (beyond[row.c] or {})[key] then keys[#keys + 1] = key end
  end
  assert.equal(table.concat(row.keys, " "), table.concat(keys, " "))
  for i, key in ipairs(keys) do assert.same(row.config[i], config[key], key) end
  local again = class.class_of(keras.metrics.deserialize(keras.metrics.serialize(keras.metrics[row.c](row.o))))
  assert.equal(row.c, again.name)
  for _, name in ipairs(row.strings) do
    local ok, object = pcall(keras.metrics.get, name)
    assert.equal(row.c, ok and class.class_of(object).name or tostring(object):match "(%w+): argument '[%w_]+' is missing", name)
  end
end

function walk.refused(row)
  local ok, message = pcall(function() return keras.metrics[row.c](row.o) end)
  assert.is_false(ok)
  assert.matches(row.error .. ": ", message)
end

local by_name, order = {}, {}
for _, row in ipairs(rows) do
  local name = ("%s of %s"):format(row.kind or "metric", row.c or row.f)
  if not by_name[name] then by_name[name], order[#order + 1] = {}, name end
  table.insert(by_name[name], row)
end

local function options_text(row)
  local parts = {}
  for k, v in pairs(row.o or {}) do parts[#parts + 1] = ("%s=%s"):format(k, type(v) == "table" and "{" .. table.concat(v, ",") .. "}" or tostring(v)) end
  table.sort(parts)
  return ("{ %s } %s %s"):format(table.concat(parts, ", "), row.u or "", (row.w or "") .. " " .. (row.m or ""))
end

describe("golden metrics: the", function()
  for _, name in ipairs(order) do
    it(name, function()
      local wrong = {}
      for _, row in ipairs(by_name[name]) do
        local ok, message = pcall(walk[row.kind or "metric"], row)
        if not ok then wrong[#wrong + 1] = ("%s: %s"):format(options_text(row), tostring(message)) end
      end
      assert.equal("", table.concat(wrong, "\n", 1, math.min(#wrong, 8)), ("%d of %d wrong"):format(#wrong, #by_name[name]))
    end)
  end
end)
