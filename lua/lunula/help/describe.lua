-- The facts about an entry as one table, from which help's text and the reference are made. Knows of classes, functions with signatures and saving.
local class = require "lunula.class"
local core = require "lunula.core"
local members = require "lunula.help.members"
local plain = require "lunula.help.plain"

local M = {}

local function value_text(value)
  if value == nil or value == core.null then return "nil" end
  if type(value) == "string" then return ("%q"):format(value) end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for i, v in ipairs(value) do parts[i] = value_text(v) end
  return #parts > 0 and "{ " .. table.concat(parts, ", ") .. " }" or "{}"
end

-- Where a class is found; the base classes of the kinds stand in keras itself.
function M.full_name(c)
  local module = c.parent and c.module or not c.parent and "keras" or nil
  return module and module .. "." .. c.name or c.name
end

-- Parameters { name, default } as a signature shows them.
local function parts_of(parameters)
  local parts = {}
  for i, p in ipairs(parameters) do parts[i] = p.name .. (p.default and " = " .. p.default or "") end
  return parts
end

-- The envelope as lines of JSON: the keys of the config with their defaults, `...` for what must be given.
local function envelope(c)
  local json = core.json
  local parts = {}
  for _, param in ipairs(c.config_params) do
    local name, default, text = param[1], param[2], "..."
    if default == core.null and name == "name" then default = class.snake(c.name) end
    if default == core.null and name == "dtype" then default = core.floatx() end
    if #param >= 2 then text = json.encode(default == nil and core.null or default) end
    parts[#parts + 1] = ('"%s": %s'):format(name, text)
  end
  local registered = not c.module and require("lunula.saving.registry").get_registered_name(c)
  return { before = ('{"module": %s, "class_name": "%s", "config": {'):format(c.module and ('"%s"'):format(c.module) or "null", c.name), parts = parts,
    after = ('}, "registered_name": %s}'):format(registered and ('"%s"'):format(registered) or "null") }
end

-- The parameters of a signature of members.lua, its defaults as Lua writes them.
local function parts_of_signature(signature)
  local parameters = members.parameters(signature)
  for _, p in ipairs(parameters) do
    local default = p.default
    if default == "()" then
      p.default = "{}"
    elseif default and default:find "^%a" and default ~= "nil" and default ~= "true" and default ~= "false" then
      p.default = ("%q"):format(default)
    end
  end
  return parts_of(parameters)
end

-- Fields and methods of members.lua.
local function add_members(d, full)
  local m = members[full] or {}
  for _, field in ipairs(m.fields or {}) do d.fields[#d.fields + 1] = { name = field[1], type = field[2], doc = field[3] } end
  for _, method in ipairs(m.methods or {}) do
    d.methods[#d.methods + 1] = { name = method[1], parts = parts_of_signature(method[2]), doc = method[4] }
  end
end

local function of_class(entry)
  local c = entry.object
  local doc = c.doc
  local d = { title = entry.full, what = "class", sentence = doc[1], formula = doc.formula, shapes = doc.shapes, source = doc.source, example = doc.example,
    arguments = {}, fields = {}, methods = {},
    envelope = envelope(c), strings = {} }
  for _, param in ipairs(c.params) do
    d.arguments[#d.arguments + 1] = { name = param[1], default = #param >= 2 and value_text(param[2]) or nil, doc = c.param_docs[param[1]] }
  end
  if c.parent then
    local parent = c.parent
    while c.module and parent.parent and not parent.module do parent = parent.parent end -- what only built-in classes share has no name outside
    d.parent = parent.name ~= c.name and M.full_name(parent) or nil -- not the nameless kind of a class that is the only one of its kind
  else -- a kind, whose call makes classes
    d.signature, d.of_instances, d.envelope = "name, members", true, nil
  end
  for _, alias in ipairs(c.aliases or {}) do d.strings[#d.strings + 1] = alias end
  add_members(d, entry.full)
  return d
end

local function of_function(entry)
  local info = core.op_info(entry.object)
  local d = { title = entry.full, what = "function", sentence = info.doc, arguments = {}, strings = {} }
  for _, p in ipairs(info.params) do
    d.arguments[#d.arguments + 1] = { name = p.name, default = not p.required and p.default or nil, kind = p.kind }
  end
  local name, module = require("lunula.saving.functions").name_of(entry.object)
  if name then d.line = ('{"module": "%s", "class_name": "function", "config": "%s", "registered_name": "function"}'):format(module, name) end
  if info.name ~= entry.name then d.of = info.name end
  return d
end

local function of_plain(entry)
  local doc = plain[entry.full]
  return { title = entry.full, what = "function", signature = doc[1], sentence = doc[2], results = doc[3], arguments = {}, strings = {} }
end

local function of_method(entry)
  local row = entry.row
  return { title = entry.full, what = "function", parts = parts_of_signature(row[2]), results = row[3], sentence = row[4], arguments = {}, strings = {} }
end

local function of_object(entry)
  local m = members[entry.full]
  local d = { title = entry.full, what = "object", sentence = m.own, parent = m.parent, arguments = {}, fields = {}, methods = {}, strings = {} }
  add_members(d, entry.full)
  return d
end

-- The facts: title, what it is ("class", "function" or "object"), sentence, formula, shapes, source, example; arguments = { { name, default, kind, doc } }; how it is
-- called: parts (of the text between the parentheses) or signature (that text), results, of_instances (a call makes classes); what files hold: envelope or line,
-- strings, instance (of an object: its config); of (what it is the same as), parent. Classes and objects also have fields = { { name, type, doc } } and
-- methods = { { name, parts, doc } }, those that the parent doesn't have.
function M.entry(entry)
  local make = { class = of_class, instance = of_class, ["function"] = of_function, plain = of_plain, method = of_method, object = of_object }
  local d = make[entry.what](entry)
  if entry.instance then
    local ok, config = pcall(require("lunula.saving").serialize_keras_object, entry.instance)
    d.instance = ok and core.json.encode(config) or tostring(config)
  end
  if not d.signature and not d.parts and d.what ~= "object" then d.parts = parts_of(d.arguments) end
  return d
end

-- The first sentence of a text.
function M.first_sentence(text) return text:match "^(.-[^%s%.]%.)%s" or text end

local shapeless = { Optimizer = true, OptimizerMap = true, LearningRateSchedule = true } -- which take variables of any shape, and the step

-- What a complete documentation of a class lacks, or nil.
function M.lacks(c)
  local lacking = {}
  for _, part in ipairs { "formula", "shapes", "example" } do
    if not c.doc[part] and not (part == "shapes" and shapeless[c.kind]) then lacking[#lacking + 1] = part end
  end
  for _, param in ipairs(c.params) do
    if not c.param_docs[param[1]] then lacking[#lacking + 1] = ("doc of '%s'"):format(param[1]) end
  end
  return #lacking > 0 and table.concat(lacking, ", ") or nil
end

return M
