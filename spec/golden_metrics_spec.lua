-- The metrics against the real Keras: the result before, during and after updates with and without weights and masks, configs, strings, functions and
-- refused arguments.
package.path = "spec/?.lua;" .. package.path
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
local slack = { R2Score = 4, AUC = 2, PearsonCorrelation = 2 }

function walk.metric(row)
  local metric = keras.metrics[row.c](row.o or {})
  local float = row.o and row.o.dtype == "float64" and "float64" or "float32"
  local size = 1
  for _, n in ipairs(row.s) do size = size * n end
  local function check(when, place)
    local golden = { t = row.d, s = row.s, v = table.move(row.r, place + 1, place + size, 1, {}) }
    -- a metric of float64 counts in the default dtype where Keras does
    local difference = helper.difference(metric:result(), golden, slack[row.c])
    if difference then error(when .. ": " .. difference, 0) end
  end
  local function update(i)
    local names = {}
    for name in row.u[i]:gmatch "%S+" do names[#names + 1] = name end
    local y_true, y_pred, weight = input(names[1], float), names[2] and input(names[2], float), names[3] and input(names[3], float)
    if row.m then y_pred = y_pred:with_mask(input((names[2]:gsub("%.p", "." .. row.m)), float)) end
    if weight and i % 2 == 0 then
      metric:update_state(y_true, y_pred, { sample_weight = weight })
    else
      metric:update_state(y_true, y_pred, weight)
    end
  end
  local first = 0
  if not row.late then
    check("at first", 0)
    first = size
  end
  local at = first
  for i = 1, #row.u do
    update(i)
    check("after update " .. i, at)
    at = at + size
  end
  assert(at == #row.r, "all results are compared")
  metric:reset_state()
  if not row.late then check("after reset_state", 0) end
  update(1)
  check("after another first update", first)
end

walk["function"] = function(row)
  local names = {}
  for name in row.u[1]:gmatch "%S+" do names[#names + 1] = input(name, "float32") end
  local difference = helper.difference(keras.metrics[row.f](names[1], names[2], next(row.o) and row.o or nil), row.r, 2)
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
  local name = ("%s of %s"):format(row.kind, row.c or row.f)
  if not by_name[name] then by_name[name], order[#order + 1] = {}, name end
  table.insert(by_name[name], row)
end

local function options_text(row)
  local parts = {}
  for k, v in pairs(row.o or {}) do parts[#parts + 1] = ("%s=%s"):format(k, type(v) == "table" and "{" .. table.concat(v, ",") .. "}" or tostring(v)) end
  table.sort(parts)
  return ("{ %s } %s %s"):format(table.concat(parts, ", "), row.u and table.concat(row.u, "; ") or "", row.m or "")
end

describe("golden metrics: the", function()
  for _, name in ipairs(order) do
    it(name, function()
      local wrong = {}
      for _, row in ipairs(by_name[name]) do
        local ok, message = pcall(walk[row.kind], row)
        if not ok then wrong[#wrong + 1] = ("%s: %s"):format(options_text(row), tostring(message)) end
      end
      assert.equal("", table.concat(wrong, "\n", 1, math.min(#wrong, 8)), ("%d of %d wrong"):format(#wrong, #by_name[name]))
    end)
  end
end)
