-- docs/meta/lunula.lua: types and documentation for editors with the Lua language server. Knows of help's descriptions only.
local describe = require "lunula.help.describe"
local entries = require "lunula.help.entries"

local kinds = { int = "integer", float = "number", bool = "boolean", string = "string", dtype = "string", tensor = "keras.Tensor|number|table",
  tensors = "table", axis = "integer", axes = "integer|integer[]", shape = "table", ints = "integer[]", any = "any" }
local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch "%S+" do
  keywords[word] = true
end

local function comment(text) return text and "--- " .. text:gsub("\n", "\n--- ") or nil end

local function declaration(path, name, parameters)
  if keywords[name] then return ('%s["%s"] = function(%s) end'):format(path, name, parameters) end
  return ("function %s.%s(%s) end"):format(path, name, parameters)
end

local function of_function(out, path, entry, d)
  out[#out + 1] = comment(d.sentence)
  local names = {}
  for i, a in ipairs(d.arguments) do
    names[i] = keywords[a.name] and a.name .. "_" or a.name
    out[#out + 1] = ("---@param %s%s %s"):format(names[i], a.default and "?" or "", kinds[a.kind] or "any")
  end
  if entry.what == "function" then out[#out + 1] = "---@return any" end
  out[#out + 1] = declaration(path, entry.name, entry.what == "plain" and "..." or table.concat(names, ", "))
end

local function of_class(out, path, entry, d)
  out[#out + 1] = ("---@class %s%s"):format(d.title, d.parent and ": " .. d.parent or "")
  local fields = {}
  for i, a in ipairs(d.arguments) do
    out[#out + 1] = ("---@field %s any%s"):format(a.name, a.doc and " " .. a.doc or "")
    fields[i] = ("%s%s: any"):format(a.name, a.default and "?" or "")
  end
  out[#out + 1] = comment(d.sentence)
  if d.formula then out[#out + 1] = comment("formula: " .. d.formula) end
  if d.of_instances then
    out[#out + 1] = "---@param name string\n---@param members table"
    out[#out + 1] = ("---@return fun(arguments?: any, ...): %s"):format(d.title)
    out[#out + 1] = declaration(path, entry.name, "name, members")
  else
    out[#out + 1] = #fields > 0 and ("---@param arguments? { %s }|any"):format(table.concat(fields, ", ")) or nil
    out[#out + 1] = "---@return " .. d.title
    out[#out + 1] = declaration(path, entry.name, #fields > 0 and "arguments, ..." or "")
  end
end

return function()
  local out = { "---@meta lunula", "-- Made by docs/generate.lua; not edited by hand.", "---@class keras.Tensor", "---@class keras", "local keras = {}" }
  for _, name in ipairs { "", table.unpack(entries.spaces) } do
    local path = name == "" and "keras" or "keras." .. name
    if name ~= "" then out[#out + 1] = path .. " = {}" end
    for _, entry in ipairs(entries.list(name)) do
      local make = entry.what == "class" and of_class or of_function
      make(out, path, entry, describe.entry(entry))
    end
  end
  out[#out + 1] = "return keras"
  return { ["docs/meta/lunula.lua"] = table.concat(out, "\n") .. "\n" }
end
