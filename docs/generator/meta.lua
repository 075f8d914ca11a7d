-- docs/meta/lunula.lua: types and documentation for editors with the Lua language server. Knows of help's descriptions, and runs each op's sample once
-- to see what it gives.
local core = require "lunula.core"
local describe = require "lunula.help.describe"
local entries = require "lunula.help.entries"
local members = require "lunula.help.members"
local sampler = dofile("spec/helper.lua").sampler

local kinds = { int = "integer", float = "number", bool = "boolean", string = "string", dtype = "string", tensor = "keras.TensorLike",
  tensors = "keras.TensorLike[]", axis = "integer", axes = "integer|integer[]", shape = "integer[]", ints = "integer[]", table = "table", any = "any" }
local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch "%S+" do
  keywords[word] = true
end

local head = [[
---@meta lunula
-- Made by docs/generate.lua; not edited by hand.

---@class keras
---@field null userdata None where nil would vanish
---@field version string
local keras = {}

---What stands for a tensor: numbers, booleans and nested tables of them become one.
---@alias keras.TensorLike keras.Tensor|number|boolean|table

---What a class is made of; other names are methods and fields of its own.
---@class keras.Members
---@field call? fun(self: any, ...): any
---@field initialize? fun(self: any, args: table)
---@field params? table[] arguments in order: { name, default }, { name } for one that must be given
---@field inherit? any the parent class
---@field private? table what each instance has for itself in private[self]
---@field public? table
---@field get_config? fun(self: any): table
---@field from_config? fun(class: any, config: table): any
---@field pure? boolean whether call depends on its arguments and the declared params alone
---@field doc? string|table
---@field [string] any
]]

local arithmetic = [[
---@operator add(any): keras.Tensor
---@operator sub(any): keras.Tensor
---@operator mul(any): keras.Tensor
---@operator div(any): keras.Tensor
---@operator mod(any): keras.Tensor
---@operator pow(any): keras.Tensor
---@operator idiv(any): keras.Tensor
---@operator unm: keras.Tensor
---@operator len: integer
---@field [integer] keras.Tensor
---@field [string] keras.Tensor]]

local function comment(out, text)
  if text then out[#out + 1] = "---" .. text:gsub("\n", "\n---") end
end

local function type_of(parameter) return kinds[parameter.kind or "any"] or error("no type for the kind " .. parameter.kind) end

local function safe(name) return keywords[name] and name .. "_" or name end

-- Results as the end of a function's type.
local function giving(results)
  if not results then return "" end
  return ": " .. results:gsub("; %.%.%.$", ""):gsub("; ", ", ")
end

-- "x: T, y?: U", of the parameters from `first` to `last`.
local function typed(parameters, first, last)
  local parts = {}
  for i = first, last do
    local p = parameters[i]
    parts[#parts + 1] = p.name == "..." and "...: any" or ("%s%s: %s"):format(safe(p.name), p.default and "?" or "", type_of(p))
  end
  return table.concat(parts, ", ")
end

-- Where a table of names may take the place of the parameters behind `count`: after those that must be given, and after up to two more.
local function overloads(out, parameters, results, receiver)
  local required, total = 0, #parameters
  if total > 0 and parameters[total].name == "..." then return end
  for i, p in ipairs(parameters) do required = p.default and required or i end
  for count = required, math.min(required + 2, total - 1) do
    local before = { receiver, count > 0 and typed(parameters, 1, count) or nil }
    if not receiver then before = { before[2] } end
    before[#before + 1] = ("arguments: { %s }"):format(typed(parameters, count + 1, total))
    out[#out + 1] = ("---@overload fun(%s)%s"):format(table.concat(before, ", "), giving(results))
  end
end

-- A function below `path`, or a method where the separator is ":".
local function of_signature(out, path, separator, name, parameters, results, sentence)
  comment(out, sentence)
  local names = {}
  for i, p in ipairs(parameters) do
    names[i] = safe(p.name)
    out[#out + 1] = ("---@param %s%s %s"):format(names[i], p.default and "?" or "", p.name == "..." and "any" or type_of(p))
  end
  for result in (results and results .. "; " or ""):gmatch "(.-); " do out[#out + 1] = "---@return " .. (result == "..." and "any ..." or result) end
  overloads(out, parameters, results, separator == ":" and "self" or nil)
  local list = table.concat(names, ", ")
  if keywords[name] then
    if separator == ":" then list = "self" .. (list ~= "" and ", " or "") .. list end
    out[#out + 1] = ('%s["%s"] = function(%s) end'):format(path, name, list)
  else
    out[#out + 1] = ("function %s%s%s(%s) end"):format(path, separator, name, list)
  end
  out[#out + 1] = ""
end

-- The type of a value that an op gave.
local function type_of_value(value)
  if core.is_variable(value) then return "keras.Variable" end
  if core.is_tensor(value) then return "keras.Tensor" end
  if math.type(value) then return math.type(value) == "integer" and "integer" or "number" end
  if type(value) ~= "table" then return type(value) end
  for _, element in ipairs(value) do
    if type_of_value(element) ~= type_of_value(value[1]) then return "any[]" end
  end
  if #value == 0 then return "table" end
  local of = type_of_value(value[1])
  return (of:find "[^%w_.]" and "(" .. of .. ")" or of) .. "[]"
end

-- What an op gives, by its sample.
local function results_of(fn)
  local info = core.op_info(fn)
  local arguments = assert(load("return table.pack(" .. info.sample .. ")", "=sample", "t", setmetatable(sampler(), { __index = { table = table } })))()
  local results, types = table.pack(fn(table.unpack(arguments, 1, arguments.n))), {}
  for i = 1, results.n do types[i] = type_of_value(results[i]) end
  return #types > 0 and table.concat(types, "; ") or nil
end

-- The parameters of a plain function, as help shows them: "a, b = nil", "a, { b = nil }".
local function plain_parameters(signature)
  local list = {}
  local function add(text)
    for part in text:gmatch "[^,]+" do
      local name, default = part:match "^%s*([%w_.]+)%s*=?%s*(.-)%s*$"
      if name then list[#list + 1] = { name = name, default = default ~= "" and default or nil } end
    end
  end
  local before, named = signature:match "^([^{}]*){(.*)}$"
  if not named then
    add(signature:gsub("{}", "nil"))
  else
    add(before)
    local known = #list
    add(named)
    for i = known + 1, #list do list[i].default = list[i].default or "nil" end
  end
  return list
end

local function of_function(out, path, entry, d)
  if entry.what == "plain" then
    of_signature(out, path, ".", entry.name, plain_parameters(d.signature), d.results, d.sentence)
  else
    of_signature(out, path, ".", entry.name, d.arguments, results_of(entry.object), d.sentence)
  end
end

-- Whether an op is a method of tensors, its first parameter left out.
local function is_method(entry, d)
  local first = d.arguments[1]
  return core.methods[entry.name] == entry.object and first ~= nil and (first.kind == "tensor" or first.kind == "any" and first.name == "x")
end

local function tensor_methods(out)
  for _, entry in ipairs(entries.list "ops") do
    local d = describe.entry(entry)
    if is_method(entry, d) then of_signature(out, "Object", ":", entry.name, { table.unpack(d.arguments, 2) }, results_of(entry.object), d.sentence) end
  end
end

-- The type of the objects of a class: parent, fields, call, operators, methods.
local function of_objects(out, title, parent, sentence, arguments)
  local m = members[title] or {}
  if m.methods then out[#out + 1] = "do" end
  comment(out, m.own or sentence)
  parent = m.parent or parent
  out[#out + 1] = ("---@class %s%s"):format(title, parent and ": " .. parent or "")
  for _, a in ipairs(arguments or {}) do
    local known = (a.name == "name" and "string") or ((a.default == "true" or a.default == "false") and "boolean") or "any"
    out[#out + 1] = ("---@field %s %s%s"):format(a.name, known, a.doc and " " .. a.doc or "")
  end
  for _, field in ipairs(m.fields or {}) do out[#out + 1] = ("---@field %s %s%s"):format(field[1], field[2], field[3] and " " .. field[3] or "") end
  if m.call then
    local parameters = members.parameters(m.call[1])
    out[#out + 1] = ("---@overload fun(%s)%s"):format(typed(parameters, 1, #parameters), giving(m.call[2]))
    overloads(out, parameters, m.call[2])
  end
  if title == "keras.Tensor" then out[#out + 1] = arithmetic end
  if not m.methods then
    out[#out + 1] = ""
    return
  end
  out[#out + 1] = "local Object = {}\n"
  for _, method in ipairs(m.methods) do of_signature(out, "Object", ":", method[1], members.parameters(method[2]), method[3], method[4]) end
  if title == "keras.Tensor" then tensor_methods(out) end
  out[#out + 1] = "end\n"
end

local function of_class(out, path, entry, d)
  of_objects(out, d.title, d.parent, d.sentence, d.arguments)
  comment(out, d.sentence)
  if d.formula then comment(out, "formula: " .. d.formula) end
  if d.of_instances then
    out[#out + 1] = "---@param name string\n---@param members keras.Members"
    out[#out + 1] = ("---@return fun(arguments?: any, ...: any): %s"):format(d.title)
    local made = members[d.title] and members[d.title].made
    if made then
      local parameters = members.parameters(made)
      out[#out + 1] = ("---@overload fun(%s): %s"):format(typed(parameters, 1, #parameters), d.title)
      overloads(out, parameters, d.title)
    end
    out[#out + 1] = ("function %s.%s(name, members) end\n"):format(path, entry.name)
    return
  end
  local fields = {}
  for i, a in ipairs(d.arguments) do fields[i] = ("%s?: any"):format(safe(a.name)) end
  if #fields > 0 then out[#out + 1] = ("---@param arguments? { %s }|any\n---@param ... any"):format(table.concat(fields, ", ")) end
  out[#out + 1] = "---@return " .. d.title
  out[#out + 1] = ("function %s.%s(%s) end\n"):format(path, entry.name, #fields > 0 and "arguments, ..." or "")
end

return function()
  local out, done = { head }, {}
  for _, title in ipairs { "keras.Tensor", "keras.Variable", "keras.Compiled" } do of_objects(out, title) end
  for _, name in ipairs { "", table.unpack(entries.spaces) } do
    local path = name == "" and "keras" or "keras." .. name
    if name ~= "" then out[#out + 1] = path .. " = {}\n" end
    for _, entry in ipairs(entries.list(name)) do
      local d = describe.entry(entry)
      if entry.what ~= "class" then
        of_function(out, path, entry, d)
      elseif done[d.title] then -- under a second namespace
        out[#out + 1] = ("---@type fun(arguments?: any, ...: any): %s\n%s.%s = nil\n"):format(d.title, path, entry.name)
      else
        done[d.title] = true
        of_class(out, path, entry, d)
      end
    end
  end
  out[#out + 1] = "return keras"
  return { ["docs/meta/lunula.lua"] = table.concat(out, "\n") .. "\n" }
end
