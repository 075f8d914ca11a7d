-- docs/reference/: one page per namespace, ops by family, made of what help shows. Knows of help's descriptions and the families of Keras.
local describe = require "lunula.help.describe"
local entries = require "lunula.help.entries"

local note = "Made from the source by `docs/generate.lua`; not edited by hand. `help(NAME)` prints the same.\n"

local function cell(text) return (tostring(text or ""):gsub("|", "\\|"):gsub("\n", " ")) end

local function table_of(head, rows)
  local lines = { "| " .. table.concat(head, " | ") .. " |", ("|---"):rep(#head) .. "|" }
  for _, row in ipairs(rows) do lines[#lines + 1] = "| " .. table.concat(row, " | ") .. " |" end
  return table.concat(lines, "\n") .. "\n"
end

local function code(language, text) return ("```%s\n%s\n```\n"):format(language, text) end

local function section(entry)
  local d = describe.entry(entry)
  local out = { ("## %s\n"):format(entry.name) }
  local function add(text) out[#out + 1] = text end
  add(code("lua", ("%s(%s)"):format(d.title, d.signature or table.concat(d.parts, ", "))))
  if d.of then add(("The same as `%s`.\n"):format(d.of)) else add((d.sentence or "") .. "\n") end
  local facts = {}
  if d.formula then facts[#facts + 1] = ("- formula: `%s`"):format(d.formula) end
  if d.shapes then facts[#facts + 1] = ("- shapes: `%s`"):format(d.shapes) end
  if d.source then facts[#facts + 1] = "- source: " .. d.source end
  if d.parent then facts[#facts + 1] = ("- inherits `%s`"):format(d.parent) end
  if #d.strings > 0 then facts[#facts + 1] = ("- strings: `\"%s\"`"):format(table.concat(d.strings, '"`, `"')) end
  if #facts > 0 then add(table.concat(facts, "\n") .. "\n") end
  if #d.arguments > 0 and not d.of then
    local rows, documented = {}, false
    for _, a in ipairs(d.arguments) do documented = documented or a.doc ~= nil end
    for i, a in ipairs(d.arguments) do
      rows[i] = { ("`%s`"):format(a.name), a.kind or (a.default and ("`%s`"):format(cell(a.default))) or "required",
        a.kind and (a.default and ("`%s`"):format(cell(a.default)) or "required") or documented and cell(a.doc) or nil }
    end
    local third = d.arguments[1].kind and "default" or documented and "meaning" or nil
    add(table_of({ "argument", d.arguments[1].kind and "kind" or "default", third }, rows))
  end
  for _, part in ipairs { "field", "method" } do
    local rows = {}
    for i, member in ipairs(d[part .. "s"] or {}) do
      local name = member.parts and ("%s(%s)"):format(member.name, table.concat(member.parts, ", ")) or member.name
      rows[i] = { ("`%s`"):format(cell(name)), cell(member.doc) }
    end
    if #rows > 0 then add(table_of({ part, "meaning" }, rows)) end
  end
  if d.envelope then add(code("json", d.envelope.before .. table.concat(d.envelope.parts, ", ") .. d.envelope.after)) end
  if d.line and not d.of then add(code("json", d.line)) end
  if d.example then add(code("lua", d.example)) end
  return table.concat(out, "\n")
end

local function anchor(name) return (name:lower():gsub("[^%w_]", "")) end

local function page(title, list)
  local rows, sections = {}, {}
  for i, entry in ipairs(list) do
    local d = describe.entry(entry)
    rows[i] = { ("[`%s`](#%s)"):format(entry.name, anchor(entry.name)), cell(d.of and "the same as `" .. d.of .. "`" or describe.first_sentence(d.sentence or "")) }
    sections[i] = section(entry)
  end
  return ("# %s\n\n%s\n%s\n%s"):format(title, note, table_of({ "name", "what it is" }, rows), table.concat(sections, "\n"))
end

-- The ops in Keras's families; those that Keras lacks stand with the core.
local function families()
  local of, by_family = {}, {}
  for _, row in ipairs(dofile "spec/golden/keras/names.lua") do
    for family, names in pairs(row.families or {}) do
      for _, name in ipairs(names) do of[name] = family end
    end
  end
  for _, entry in ipairs(entries.list "ops") do
    local family = of[entry.name] or "core"
    by_family[family] = by_family[family] or {}
    table.insert(by_family[family], entry)
  end
  return by_family
end

return function()
  local pages, index = {}, {}
  local function put(file, title, list)
    if #list == 0 then return end
    pages["docs/reference/" .. file .. ".md"] = page(title, list)
    index[#index + 1] = { ("[`%s`](%s.md)"):format(title, file), tostring(#list) }
  end
  put("keras", "keras", entries.list "")
  for _, name in ipairs(entries.spaces) do
    if name ~= "ops" then put((name:gsub("%.", "_")), "keras." .. name, entries.list(name)) end
  end
  local by_family = families()
  for _, family in ipairs { "core", "numpy", "math", "nn", "linalg", "image" } do
    put("ops_" .. family, "keras.ops (" .. family .. ")", by_family[family] or {})
  end
  pages["docs/reference/README.md"] = ("# Reference\n\n%s\nWhat Keras has and Lunula lacks: [names](../names.md).\n\n%s"):format(
    note, table_of({ "namespace", "entries" }, index))
  return pages
end
