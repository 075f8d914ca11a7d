-- Files in both directions between Lunula and the real Keras: predictions, and training that goes on. Knows of file_cases.lua's models.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local M = { cases = require "file_cases" }

local function path(folder, name, ending) return ("%s/%s%s"):format(folder, name, ending) end

local function arrays(prefix, value)
  if core.is_tensor(value) then return { { prefix, value.dtype == "bfloat16" and ops.cast(value, "float32") or value } } end
  local list = {}
  for i, t in ipairs(value) do list[i] = { prefix .. i - 1, t } end
  return list
end

local function data(case)
  local x, y = {}, {}
  for i, shape in ipairs(case.inputs) do
    x[i] = case.integers and keras.random.randint({ 16, table.unpack(shape) }, 0, case.integers, { seed = i })
      or keras.random.normal({ 16, table.unpack(shape) }, { seed = i })
  end
  for i, shape in ipairs(case.outputs) do y[i] = keras.random.uniform({ 16, table.unpack(shape) }, { seed = 10 + i }) end
  return #x > 1 and x or x[1], #y > 1 and y or y[1]
end

-- NAME.keras after two steps, its data and predictions (NAME.npz), and the state after three more (NAME.after.weights.h5).
function M.write(case, folder)
  core.reset_names()
  keras.utils.set_random_seed(1)
  local model = case.make()
  local x, y = data(case)
  for _ = 1, 2 do model:train_on_batch(x, y) end
  model:save(path(folder, case.name, ".keras"))
  local tensors = arrays("x", x)
  for _, list in ipairs { arrays("y", y), arrays("out", model:predict(x, { verbose = 0 })) } do table.move(list, 1, #list, #tensors + 1, tensors) end
  keras.io.save_npz(path(folder, case.name, ".npz"), tensors)
  for _ = 1, 3 do model:train_on_batch(x, y) end
  model:save_weights(path(folder, case.name, ".after.weights.h5"))
end

local function of(tensors, prefix)
  if tensors[prefix] then return tensors[prefix] end
  local list = {}
  while tensors[prefix .. #list] do list[#list + 1] = tensors[prefix .. #list] end
  return list
end

local function differs(a, b, slack)
  a, b = ops.cast(a, "float64"), ops.cast(b, "float64")
  if table.concat(a.shape, ",") ~= table.concat(b.shape, ",") then return true end
  if a.size == 0 then return false end
  local worst = ops.max(ops.abs(a - b) / (ops.maximum(ops.abs(b), 1.0))):item()
  return worst ~= worst or worst > slack
end

-- What differs between a model and Keras's file of it, as a list of sentences.
function M.read(case, folder)
  core.reset_names()
  local problems, slack = {}, case.slack or 2e-5
  local model = keras.models.load_model(path(folder, case.name, ".python.keras"), { custom_objects = case.custom })
  local tensors = keras.io.load_npz(path(folder, case.name, ".python.npz"))
  local x, y, wanted = of(tensors, "x"), of(tensors, "y"), of(tensors, "out")
  local given = model:predict(x, { verbose = 0 })
  for i, t in ipairs(core.is_tensor(wanted) and { wanted } or wanted) do
    if differs(core.is_tensor(given) and given or given[i], t, slack) then problems[#problems + 1] = "predictions differ" end
  end
  for _ = 1, 2 do model:train_on_batch(x, y) end
  local before, list = {}, case.forgets and {} or { table.unpack(model.weights) }
  for _, v in ipairs(model.optimizer.variables) do
    if not case.forgets or v.ndim == 0 then list[#list + 1] = v end
  end
  for i, v in ipairs(list) do before[i] = v.value end
  model:load_weights(path(folder, case.name, ".python.after.weights.h5"))
  for i, v in ipairs(list) do
    if differs(before[i], v.value, slack) then problems[#problems + 1] = (v.path or v.name) .. " differs after training" end
  end
  return problems
end

return M
