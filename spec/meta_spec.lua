-- docs/meta/lunula.lua, the types for editors: every annotation is one that the Lua language server knows, every type that is named is defined, and
-- what is declared is what there is: functions, classes, methods, fields and their parameters.
local keras = require "lunula"
local class = require "lunula.class"
local core = require "lunula.core"
local entries = require "lunula.help.entries"
local members = require "lunula.help.members"
local method_arguments = require "lunula.models.arguments"
local lpeg = require "lpeg"
local outside = require "outside"

-- Annotations: a grammar of the part of the language server's that is used --------------------------------------------------------------------

local P, R, S, V, C, Ct, Cc, Cg = lpeg.P, lpeg.R, lpeg.S, lpeg.V, lpeg.C, lpeg.Ct, lpeg.Cc, lpeg.Cg
local space = S " \t" ^ 0
local function token(p) return p * space end
local word = (R("az", "AZ") + "_") * (R("az", "AZ", "09") + "_") ^ 0
local path = word * ("." * word) ^ 0
local function list(p) return (p * (token "," * p) ^ 0) ^ -1 end

-- A type gives the list of names in it.
local types = {
  "type",
  type = V "postfix" * (token "|" * V "postfix") ^ 0,
  postfix = V "primary" * (token "[]" + token "?") ^ 0,
  primary = V "fun" + V "fields" + token "(" * V "type" * token ")" + V "name",
  name = token(Cg(Ct(Cg(C(path), "name")))) * (token "<" * list(V "type") * token ">") ^ -1,
  fun = token(P "fun" * #(space * "(")) * token "(" * list(V "parameter") * token ")" * (token ":" * V "type" * (token "," * V "type") ^ 0) ^ -1,
  parameter = (token "..." + token(word) * token "?" ^ -1) * (token ":" * V "type") ^ -1,
  fields = token "{" * list((token(word) * token "?" ^ -1 + token "[" * V "type" * token "]") * token ":" * V "type") * token "}",
}
local function rule(name)
  local copy = {}
  for key, value in pairs(types) do copy[key] = value end
  copy[1] = name
  return P(copy)
end
local type_ = Cg(Ct(rule "type"), "types")
local rest = Cg(C(P(1) ^ 0), "rest")
local function tag(name, p) return token("---@" .. name) * Cg(Cc(name), "tag") * p end
local annotation = Ct(
  tag("class", Cg(C(path), "name") * space * (token ":" * type_) ^ -1 * -1)
  + tag("alias", Cg(C(path), "name") * space * type_ * -1)
  + tag("field", (token "[" * Cg(Ct(rule "type"), "key") * token "]" + Cg(C(word), "name") * token(Cg(C(P "?"), "optional")) ^ -1 * space) * type_ * rest)
  + tag("param", Cg(C(P "..." + word), "name") * Cg(C(P "?"), "optional") ^ -1 * space * type_ * -1)
  + tag("return", type_ * Cg(C(P "..."), "rest") ^ -1 * -1)
  + tag("operator", Cg(C(word), "name") * space * (token "(" * Ct(rule "type") * token ")") ^ -1 * token ":" * type_ * -1)
  + tag("overload", Cg(C(#P "fun" * P(1) ^ 0), "text") * Cc(nil))
  + tag("type", type_ * -1)
  + tag("meta", Cg(C(path), "name") * -1))
local overload = Ct(rule "fun") * -1

local operators = {}
for name in ("add sub mul div mod pow idiv unm len"):gmatch "%S+" do operators[name] = true end
local built_in = {}
for name in ("any nil boolean true false string number integer function table thread userdata"):gmatch "%S+" do built_in[name] = true end

local text = outside.read "docs/meta/lunula.lua"

-- The file as declarations: { notes, code, line }, notes being the annotations right above a line of code, or above an empty one.
local declarations, unparsed = {}, {}
do
  local notes, number = {}, 0
  for line in text:gmatch "([^\n]*)\n" do
    number = number + 1
    if line:find "^%-%-%-@" then
      local note = annotation:match(line)
      if note and note.tag == "overload" then note.types = overload:match(note.text) end
      if not note or note.tag == "overload" and not note.types then unparsed[#unparsed + 1] = ("%d: %s"):format(number, line) end
      notes[#notes + 1] = note or { tag = "unparsed" }
    elseif not line:find "^%-%-" then
      declarations[#declarations + 1] = { notes = notes, code = line, line = number }
      notes = {}
    end
  end
end

-- fn(note, declaration) for each annotation.
local function each_note(fn)
  for _, declaration in ipairs(declarations) do
    for _, note in ipairs(declaration.notes) do fn(note, declaration) end
  end
end

-- The parameters of a line of code that declares a function, and its name.
local function function_of(code)
  local name, parameters = code:match "^function ([%w_.:]+)%((.-)%) end$"
  if not name then name, parameters = code:match '^([%w_.]+%["%w+"%]) = function%((.-)%) end$' end
  if not name then return nil end
  local names = {}
  for parameter in parameters:gmatch "[%w_.]+" do names[#names + 1] = parameter end
  return name, names
end

-- type -> { parent, fields, methods = { name -> { parameters } } }; path of a function -> its parameters.
local declared, functions = {}, {}
do
  local current
  for _, declaration in ipairs(declarations) do
    for _, note in ipairs(declaration.notes) do
      if note.tag == "class" then
        current = { name = note.name, parent = note.types and note.types[1].name, fields = {}, methods = {}, line = declaration.line }
        declared[note.name] = declared[note.name] and error("two classes " .. note.name) or current
      elseif note.tag == "field" and note.name then
        current.fields[note.name] = note
      end
    end
    local name, parameters = function_of(declaration.code)
    if name and name:find "^Object" then
      local method = name:match "^Object:(.*)$" or name:match '^Object%["(.*)"%]$'
      if not name:find ":" then table.remove(parameters, 1) end -- self
      current.methods[method] = parameters
    elseif name then
      functions[name:gsub('%["(.*)"%]', ".%1")] = parameters
    end
  end
end

-- What there is -------------------------------------------------------------------------------------------------------------------------------

-- Parameters of a function in Lua by its own names; nil where it takes what comes. "_" stands for any name.
local function real_parameters(fn)
  local info, names = debug.getinfo(fn, "u"), {}
  if info.isvararg then return nil end
  for i = 2, info.nparams do names[i - 1] = debug.getlocal(fn, i) end
  return names
end

local objects -- type -> an object of it
setup(function()
  local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
  model:compile { loss = "mse" }
  local history = model:fit({ { 1.0, 2.0 } }, { { 1.0 } }, { verbose = 0 })
  local compiled = keras.jit(function(x) return x + 1 end)
  compiled(1.0)
  objects = {
    ["keras.Tensor"] = keras.ops.ones { 2 }, ["keras.Variable"] = keras.Variable(1.0), ["keras.Compiled"] = compiled,
    ["keras.Loss"] = keras.losses.Huber(), ["keras.Constraint"] = keras.constraints.NonNeg(), ["keras.Regularizer"] = keras.regularizers.L2(),
    ["keras.Initializer"] = keras.initializers.Zeros(), ["keras.LearningRateSchedule"] = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5),
    ["keras.DTypePolicy"] = keras.DTypePolicy "float32", ["keras.random.SeedGenerator"] = keras.random.SeedGenerator(1), ["keras.Metric"] = keras.metrics.AUC(),
    ["keras.Optimizer"] = keras.optimizers.Adam(), ["keras.Layer"] = model.layers[1], ["keras.Model"] = model, ["keras.Sequential"] = model,
    ["keras.Callback"] = history, ["keras.callbacks.History"] = history,
  }
end)

-- What bases have for their own use and for built-in classes.
local inner = {}
for name, methods in pairs {
  ["keras.Loss"] = "initialize from_config", ["keras.Constraint"] = "initialize from_config", ["keras.Regularizer"] = "initialize from_config",
  ["keras.Initializer"] = "initialize from_config", ["keras.LearningRateSchedule"] = "initialize from_config float check_steps",
  ["keras.Metric"] = "initialize from_config", ["keras.Layer"] = "initialize from_config tracked_metrics",
  ["keras.Optimizer"] = "initialize from_config accumulate average clip config_of current_rate decay_of decays file_variables overwrite scalars "
    .. "set_learning_rate slots step_number step_scalars targets track update update_if",
  ["keras.Model"] = "initialize from_config tracked_metrics make_predict_function make_test_function make_train_function",
  ["keras.Sequential"] = "initialize from_config tracked_metrics make_predict_function make_test_function make_train_function settle",
  ["keras.Callback"] = "initialize from_config",
} do
  inner[name] = {}
  for method in methods:gmatch "%S+" do inner[name][method] = true end
end

-- A member of a type or of those it inherits from.
local function find(what, type_name, member)
  local steps = 0
  while type_name and declared[type_name] and steps < 10 do
    if declared[type_name][what][member] then return declared[type_name][what][member] end
    type_name, steps = declared[type_name].parent, steps + 1
  end
end

-- The methods of the base that a type stands for, where there is one, else the object itself.
local function methods_of(name)
  local c = class.class_of(objects[name])
  while c and c.name ~= name:match "[^.]+$" do c = c.parent end
  return c and c.methods or objects[name]
end

describe("the types for editors", function()
  it("are Lua, and annotations that the language server knows", function()
    assert(load(text, "=meta", "t"))
    assert.same({}, unparsed)
    local count = 0
    each_note(function(note) count = count + (note.tag ~= "unparsed" and 1 or 0) end)
    assert.is_true(count > 3000)
  end)
  it("are refused by this spec's grammar where they are wrong", function()
    for _, line in ipairs { "---@class A: ", "---@class A B", "---@param x", "---@param x? fun(", "---@return { a: }", "---@return any[", "---@operator add(any)",
      "---@parm x any" } do
      assert.is_nil(annotation:match(line), line)
    end
    assert.is_nil(overload:match "fun(x: any): ")
    assert.is_nil(overload:match "fun(x: any) y")
    assert.truthy(overload:match "fun(self, x?: A|B[], arguments: { a?: table<string, C> }): D, E")
    assert.truthy(annotation:match "---@field [integer] keras.Tensor?")
  end)
  it("name no type that isn't defined, and define none twice", function()
    local aliases = {}
    each_note(function(note)
      if note.tag == "alias" then aliases[note.name] = true end
      if note.tag == "operator" then assert.is_true(operators[note.name], note.name) end
    end)
    local missing, used = {}, 0
    each_note(function(note, declaration)
      for _, named in ipairs(note.types or {}) do
        used = used + 1
        if not (built_in[named.name] or declared[named.name] or aliases[named.name]) then missing[#missing + 1] = declaration.line .. ": " .. named.name end
      end
    end)
    assert.same({}, missing)
    assert.is_true(used > 3000)
  end)
  it("inherit from a type, never from themselves", function()
    for name, object in pairs(declared) do
      local seen, at = {}, name
      while at do
        assert.is_nil(seen[at], name .. " inherits from itself")
        seen[at] = true
        assert.truthy(declared[at], name .. " inherits from " .. at)
        at = declared[at].parent
      end
      assert.is_true(object.parent == nil or next(seen, next(seen)) ~= nil)
    end
    assert.equal("keras.Model", declared["keras.Sequential"].parent)
    assert.equal("keras.Layer", declared["keras.Model"].parent)
    assert.equal("keras.Loss", declared["keras.losses.Huber"].parent)
    assert.equal("keras.losses", declared["keras.losses.Huber"].name:match "^(.*)%.")
  end)
  it("give each parameter a type, in the function's order, optional ones last but for `...`", function()
    local count = 0
    for _, declaration in ipairs(declarations) do
      local name, parameters = function_of(declaration.code)
      if name then
        count = count + 1
        local noted = {}
        for _, note in ipairs(declaration.notes) do
          if note.tag == "param" then noted[#noted + 1] = note.name end
        end
        if name:find "^Object%[" then table.remove(parameters, 1) end
        assert.same(parameters, noted, name)
      end
    end
    assert.is_true(count > 500)
  end)
end)

describe("what the types declare", function()
  it("is there", function()
    local made = assert(load(text, "=meta", "t"))()
    local function walk(declared_space, real, at)
      for name, value in pairs(declared_space) do
        local there = real[name]
        local callable = type(there) == "function" or type(there) == "table" and getmetatable(there) and getmetatable(there).__call
        if type(value) == "table" then walk(value, there, at .. "." .. name) else assert.truthy(callable, at .. "." .. name) end
      end
    end
    walk(made, keras, "keras")
  end)
  it("is everything that is documented: functions, classes and their arguments", function()
    local count = 0
    for _, name in ipairs { "", table.unpack(entries.spaces) } do
      for _, entry in ipairs(entries.list(name)) do
        local full = (name == "" and "keras." or "keras." .. name .. ".") .. entry.name
        local parameters = functions[full]
        if not (entry.what == "class" and text:find("\n" .. full .. " = nil", 1, true)) then assert.truthy(parameters, full .. " has no type") end
        if entry.what == "function" then
          local names = {}
          for i, p in ipairs(core.op_info(entry.object).params) do names[i] = p.name == "repeat" and "repeat_" or p.name end
          assert.same(names, parameters, full)
        elseif entry.what == "class" then
          local fields = declared[entry.full].fields
          for _, param in ipairs(entry.object.params) do assert.truthy(fields[param[1]], entry.full .. " has no field " .. param[1]) end
        end
        count = count + 1
      end
    end
    assert.is_true(count > 400)
  end)
  it("is every op that a tensor has as a method", function()
    local there, count = declared["keras.Tensor"].methods, 0
    for _, entry in ipairs(entries.list "ops") do
      local first = core.op_info(entry.object).params[1]
      if core.methods[entry.name] == entry.object and first and first.kind == "tensor" then
        count = count + 1
        assert.truthy(there[entry.name], entry.name)
        assert.equal(#core.op_info(entry.object).params - 1, #there[entry.name], entry.name)
      end
    end
    assert.is_true(count > 100)
  end)
  it("is what objects have: methods with these parameters, and fields", function()
    for name, m in pairs(members) do
      if type(m) == "table" and (m.methods or m.fields) then
        local object, methods = assert(objects[name], name), methods_of(name)
        for _, method in ipairs(m.methods or {}) do
          assert.equal("function", type(object[method[1]]), name .. ":" .. method[1])
          local fn = methods[method[1]] or object[method[1]]
          local real = method_arguments.names[method[1]] and name == "keras.Model" and method_arguments.names[method[1]]
            or debug.getinfo(fn, "S").what == "Lua" and real_parameters(fn) or nil
          local listed = assert(declared[name].methods[method[1]], method[1])
          for i, parameter in ipairs(real or {}) do
            assert.truthy(parameter == listed[i] or parameter:find "^_", ("%s:%s has %s, declared is %s"):format(name, method[1], parameter, tostring(listed[i])))
          end
          assert.is_true(#(real or {}) <= #listed, name .. ":" .. method[1])
        end
        for _, field in ipairs(m.fields or {}) do
          if not (field[2]:find "%?$" or field[2] == "any") then assert.not_nil(object[field[1]], name .. "." .. field[1]) end
        end
      end
    end
  end)
  it("is every method of the bases but those for their own use", function()
    for name, hidden in pairs(inner) do
      local methods = methods_of(name)
      for method, fn in pairs(methods) do
        local computed = methods.computed and methods.computed[method]
        if type(fn) == "function" and not method:find "^_" and not computed then
          local known = find("methods", name, method) or find("fields", name, method)
          assert.truthy(known or hidden[method], name .. ":" .. method .. " is neither documented nor inner")
          assert.is_false(known ~= nil and hidden[method] ~= nil, name .. ":" .. method .. " is documented and inner")
        end
      end
    end
  end)
end)
