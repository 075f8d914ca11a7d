-- Control flow of keras.ops: cond, switch, while_loop, fori_loop, scan, map, vectorized_map. Knows of the primitives and of jit's structures.
--
-- Eagerly a predicate is read, and the one branch or body runs. In a compiled function a predicate is a symbol: cond and switch run every branch and
-- select, so their branches only return values; while_loop can't be compiled; fori_loop, scan and the maps have a known number of steps and are
-- unrolled. Gradients pass through all of them (through a loop of known length step by step).
local core = require "lunula.core"
local map_structure = require("lunula.jit").map
local p, define = core.ops, core.define

local M = {}

local function check_function(owner, name, fn)
  if type(fn) ~= "function" and not (type(fn) == "table" and getmetatable(fn) and getmetatable(fn).__call) then
    core.raise(("%s: '%s' is a function, got a %s"):format(owner, name, type(fn)))
  end
end

local function scalar(owner, name, x)
  if type(x) == "boolean" or type(x) == "number" then x = core.tensor(x) end
  if not core.is_tensor(x) then core.raise(("%s: '%s' is a scalar, got a %s"):format(owner, name, type(x))) end
  if x.size ~= 1 then core.raise(("%s: '%s' is one value, got a tensor of shape (%s)"):format(owner, name, table.concat(x.shape, ", "))) end
  return p.reshape(x, {})
end

local function flatten(value)
  local list = {}
  map_structure(value, function(t)
    list[#list + 1] = t
    return t
  end)
  return list
end

-- Runs a branch of a compiled function; it may not assign, since every branch runs.
local function pure_branch(owner, fn, ...)
  local before = core.traced_assignments()
  local result = fn(...)
  if core.traced_assignments() ~= before then
    core.raise(owner .. ": a branch assigns a variable, and in a compiled function every branch runs: return the value instead, or use run_eagerly = true")
  end
  return result
end

-- Where `chosen` is true the tensors of `a`, else those of `b`; both of one structure.
local function select_structure(owner, chosen, a, b)
  if type(a) ~= type(b) then core.raise(owner .. ": the branches give results of different kinds") end
  local left, right = flatten(a), flatten(b)
  if #left ~= #right then core.raise(("%s: the branches give %d and %d tensors"):format(owner, #left, #right)) end
  if type(a) == "number" or type(a) == "boolean" then return p.where(chosen, a, b) end
  local i = 0
  return map_structure(a, function(t)
    i = i + 1
    local other = right[i]
    if t.dtype ~= other.dtype or table.concat(t.shape, ",") ~= table.concat(other.shape, ",") then
      core.raise(("%s: the branches give %s(%s) and %s(%s)"):format(owner, t.dtype, table.concat(t.shape, ", "), other.dtype,
        table.concat(other.shape, ", ")))
    end
    return p.where(chosen, t, other)
  end)
end

M.cond = define("cond", "pred, true_fn:any, false_fn:any",
  "true_fn() where the scalar pred is true (not zero), else false_fn(). In a compiled function both run and the results are selected: they have one "
  .. "structure, dtype and shape, and assign nothing. A pred of more than one element is an error.",
  "b({}), (function(x) return function() return x end end)(f({2},-2,2)), (function(x) return function() return x end end)(f({2},-2,2))", function(pred, true_fn, false_fn)
    check_function("cond", "true_fn", true_fn)
    check_function("cond", "false_fn", false_fn)
    pred = scalar("cond", "pred", pred)
    if not core.is_symbol(pred) then
      if p.cast(pred, "bool"):item() then return true_fn() end
      return false_fn()
    end
    return select_structure("cond", p.cast(pred, "bool"), pure_branch("cond", true_fn), pure_branch("cond", false_fn))
  end)

M.switch = define("switch", "index, branches:any, operands:any=nil",
  "branches[clamp(index) + 1](operand): index counts from 0 and is clamped to the branches. operands is a list of arguments. No branches is an error.",
  "1, { function(x) return x * 2 end, function(x) return x * x end }, { f({2,3},-2,2) }", function(index, branches, operands)
    if type(branches) ~= "table" or #branches == 0 then core.raise "switch: 'branches' is a list of functions, not empty" end
    for i, branch in ipairs(branches) do check_function("switch", ("branches[%d]"):format(i), branch) end
    index = scalar("switch", "index", index)
    operands = operands or {}
    if type(operands) ~= "table" then core.raise("switch: 'operands' is a list, got a " .. type(operands)) end
    if not core.is_symbol(index) then
      local i = math.max(0, math.min(#branches - 1, math.tointeger(index:item()) or core.raise "switch: 'index' is an integer"))
      return branches[i + 1](table.unpack(operands))
    end
    local result = pure_branch("switch", branches[1], table.unpack(operands))
    for i = 2, #branches do
      local here = i == #branches and p.greater_equal(index, i - 1) or p.equal(index, i - 1)
      result = select_structure("switch", here, pure_branch("switch", branches[i], table.unpack(operands)), result)
    end
    return result
  end)

M.while_loop = define("while_loop", "cond:any, body:any, loop_vars:any, maximum_iterations:int=nil",
  "Repeats loop_vars = body(loop_vars...) while cond(loop_vars...) is true, at most maximum_iterations times. loop_vars is a list, or one value. It reads a "
  .. "value at every step, so it is an error in a compiled function.",
  "function(x) return x.ndim == 0 end, function(x) return x + 1 end, f({2},-2,2), 3", function(cond, body, loop_vars, most)
    check_function("while_loop", "cond", cond)
    check_function("while_loop", "body", body)
    local lone = core.is_tensor(loop_vars) or type(loop_vars) ~= "table" or getmetatable(loop_vars) ~= nil
    local vars = lone and { loop_vars } or loop_vars
    local count = #vars
    for i = 1, count do
      if type(vars[i]) == "number" then vars = { table.unpack(vars) } vars[i] = core.tensor(vars[i]) end
    end
    local step = 0
    while not most or step < most do
      local go = cond(table.unpack(vars, 1, count))
      if core.is_tensor(go) then
        if core.is_symbol(go) then
          core.raise "while_loop: its condition is a symbol: a loop of unknown length can't be compiled; use fori_loop, or run_eagerly = true"
        end
        go = p.cast(scalar("while_loop", "cond's result", go), "bool"):item()
      end
      if not go then break end
      local results = table.pack(body(table.unpack(vars, 1, count)))
      if results.n == 1 and type(results[1]) == "table" and getmetatable(results[1]) == nil then results = results[1] end
      if #results ~= count then core.raise(("while_loop: body gave %d values for %d loop variables"):format(#results, count)) end
      vars, step = results, step + 1
    end
    if lone then return vars[1] end
    return { table.unpack(vars, 1, count) }
  end)

local function whole(owner, name, x)
  if core.is_tensor(x) then
    if core.is_symbol(x) then core.raise(("%s: '%s' is a symbol; a loop of unknown length can't be compiled"):format(owner, name)) end
    x = x:item()
  end
  return math.tointeger(x) or core.raise(("%s: '%s' is an integer, got %s"):format(owner, name, tostring(x)))
end

M.fori_loop = define("fori_loop", "lower:any, upper:any, body_fun:any, init_val:any",
  "val = body_fun(i, val) for i from lower to upper - 1, beginning with init_val. The bounds are known integers, else an error.",
  "0, 3, function(i, x) return x * x + i end, f({2},-1,1)", function(lower, upper, body, value)
    check_function("fori_loop", "body_fun", body)
    for i = whole("fori_loop", "lower", lower), whole("fori_loop", "upper", upper) - 1 do value = body(core.tensor(i, "int32"), value) end
    return value
  end)

local function row(structure, i)
  return map_structure(structure, function(t) return t[i] end)
end

-- The common length of the first axes of a structure's tensors.
local function length_of(owner, structure)
  local n
  for _, t in ipairs(flatten(structure)) do
    if t.ndim == 0 then core.raise(owner .. ": a scalar has no first axis to walk along") end
    n = n or #t
    if #t ~= n then core.raise(("%s: first axes of %d and %d"):format(owner, n, #t)) end
  end
  return n
end

-- Structures of one kind, their tensors stacked.
local function stack_structures(list)
  local columns = {}
  for k, structure in ipairs(list) do
    for i, t in ipairs(flatten(structure)) do
      columns[i] = columns[i] or {}
      columns[i][k] = p.expand_dims(t, 0)
    end
  end
  local i = 0
  return map_structure(list[1], function()
    i = i + 1
    return p.concatenate(columns[i], 0)
  end)
end

M.scan = define("scan", "f:any, init:any, xs:any=nil, length:int=nil, reverse:bool=false, unroll:any=1",
  "carry, y = f(carry, x) for each x along the first axis of xs (or `length` times with nil), beginning with init; gives the last carry and the ys stacked "
  .. "(nil where f gives none). Neither xs nor length, or lengths that differ, is an error.",
  "function(c, x) return c + x, c * x end, f({},-1,1), f({3},-2,2)", function(f, init, xs, length, reverse)
    check_function("scan", "f", f)
    local n = xs ~= nil and length_of("scan", xs) or length
    if not n then core.raise "scan: needs xs or length" end
    if length and length ~= n then core.raise(("scan: length is %d, xs have %d"):format(length, n)) end
    local carry, ys, some = init, {}, nil
    for k = 1, n do
      local i = reverse and n - k or k - 1
      local y
      carry, y = f(carry, xs ~= nil and row(xs, i) or nil)
      if k == 1 then some = y ~= nil end
      if some then ys[i + 1] = type(y) == "number" and core.tensor(y) or y end
    end
    if not some then return carry, nil end
    return carry, stack_structures(ys)
  end)

local function map_rows(owner, f, xs)
  check_function(owner, owner == "map" and "f" or "function", f)
  local n = length_of(owner, xs)
  if not n or n == 0 then core.raise(owner .. ": needs tensors with at least one row") end
  local results = {}
  for i = 0, n - 1 do
    local y = f(row(xs, i))
    results[i + 1] = type(y) == "number" and core.tensor(y) or y
  end
  return stack_structures(results)
end

M.map = define("map", "f:any, xs:any", "f(x) for each x along the first axis of xs, stacked. No rows is an error.",
  "function(x) return x * 2 end, f({3,2},-2,2)", function(f, xs) return map_rows("map", f, xs) end)

M.vectorized_map = define("vectorized_map", "fn:any, elements:any", "fn(x) for each x along the first axis of elements, stacked. No rows is an error.",
  "function(x) return x * 2 end, f({3,2},-2,2)", function(f, xs) return map_rows("vectorized_map", f, xs) end)

return M
