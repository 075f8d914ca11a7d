-- docs/names.md: every name of Keras's namespaces, and whether it is here. Knows of the namespaces and of Keras's names.
local core = require "lunula.core"
local entries = require "lunula.help.entries"

-- Why a name is not here; any other is "not yet".
local why = {}
local function because(reason, names)
  for name in names:gmatch "%S+" do why[name] = reason end
end
because("wraps TensorFlow", "TFSMLayer HashedCrossing Hashing IntegerLookup StringLookup TextVectorization")
because("wraps another backend", "JaxLayer FlaxLayer TorchModuleWrapper")

local function same(a, b)
  local function plain(x) return type(x) == "table" and getmetatable(x) and getmetatable(x).__name == "kind" and x.base or x end
  return rawequal(plain(a), plain(b))
end

local function state(space, row)
  local object = space and entries.member(space, row.name)
  local notes = {}
  if row.of then notes[#notes + 1] = ("= `%s`"):format(row.of) end
  if row.canonical then notes[#notes + 1] = ("`%s` in configs"):format(row.canonical) end
  if row.since then notes[#notes + 1] = "from Keras " .. row.since end
  if not object then
    notes[#notes + 1] = why[row.name] or "not yet"
  elseif row.of and not same(object, entries.member(space, row.of)) then
    notes[#notes + 1] = ("here another object than `%s`"):format(row.of)
  end
  return object ~= nil, table.concat(notes, "; ")
end

-- Whether get knows a string, whatever the class then asks for.
local function is_known(space, name)
  local ok, message = pcall(space.get, name)
  return ok or not tostring(message):find("Could not interpret", 1, true)
end

local function quoted(list) return "`" .. table.concat(list, "`, `") .. "`" end

return function()
  core.reset_names()
  local out = { "# Names\n\nEvery name of these namespaces in Keras 3.15.1 and 3.16, and whether it is here. Made by `docs/generate.lua` from what the real Keras "
    .. "holds (`spec/golden/keras/names.py`); not edited by hand.\n" }
  local summary, sections = { "| namespace | names | here |", "|---|---|---|" }, {}
  for _, row in ipairs(assert(loadfile "spec/golden/keras/names.lua")(core.null)) do
    if row.names then
      local space = entries.space(row.namespace:match "^keras%.(.*)$")
      local lines, here = { ("## %s\n\n| name | kind | here | |\n|---|---|---|---|"):format(row.namespace) }, 0
      for _, name in ipairs(row.names) do
        local there, note = state(space, name)
        here = here + (there and 1 or 0)
        lines[#lines + 1] = ("| `%s` | %s | %s | %s |"):format(name.name, name.kind, there and "yes" or "no", note)
      end
      if row.strings then
        local unknown = {}
        for _, name in ipairs(row.strings) do
          if not is_known(space, name) then unknown[#unknown + 1] = name end
        end
        lines[#lines + 1] = ("\nStrings that `get` takes: %d of %d%s."):format(#row.strings - #unknown, #row.strings,
          #unknown > 0 and "; not " .. quoted(unknown) or "")
      end
      summary[#summary + 1] = ("| [`%s`](#%s) | %d | %d |"):format(row.namespace, (row.namespace:gsub("%.", "")), #row.names, here)
      sections[#sections + 1] = table.concat(lines, "\n") .. "\n"
    end
  end
  out[#out + 1] = table.concat(summary, "\n") .. "\n"
  out[#out + 1] = table.concat(sections, "\n")
  return { ["docs/names.md"] = table.concat(out, "\n") }
end
