-- Descriptions as text of at most 96 columns. Knows of descriptions and entries only.
local describe = require "lunula.help.describe"
local entries = require "lunula.help.entries"

local M = {}

local width = 96

-- Words filled into lines; those after the first are indented by `hang`.
local function fill(text, indent, hang)
  local lines, line = {}, (" "):rep(indent)
  local empty = true
  for word in text:gmatch "%S+" do
    if not empty and #line + 1 + #word > width then
      lines[#lines + 1], line, empty = line, (" "):rep(hang or indent), true
    end
    line = line .. (empty and "" or " ") .. word
    empty = false
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n")
end

-- The first lines of a text.
local function shortened(text, most)
  local lines = {}
  for line in text:gmatch "[^\n]+" do lines[#lines + 1] = line end
  if #lines <= most then return text end
  return table.concat(lines, "\n", 1, most) .. ("\n    ... (%d more lines)"):format(#lines - most)
end

-- head(part, part, ...) over as many lines as it takes, parts kept whole.
local function call(head, parts, tail, hang)
  local lines, line = {}, head
  for i, part in ipairs(parts) do
    local piece = part .. (i < #parts and "," or tail)
    if i > 1 and #line + 1 + #piece > width then
      lines[#lines + 1], line = line, (" "):rep(hang) .. piece
    else
      line = line .. (i > 1 and " " or "") .. piece
    end
  end
  lines[#lines + 1] = #parts == 0 and line .. tail or line
  return table.concat(lines, "\n")
end

local function longest(list, limit)
  local size = 0
  for _, text in ipairs(list) do
    if #text <= limit then size = math.max(size, #text) end
  end
  return size
end

-- Rows of "left  right", the right column filled beside the left one.
local function rows(pairs_list, indent)
  local lefts, lines = {}, {}
  for i, pair in ipairs(pairs_list) do lefts[i] = pair[1] end
  local column = indent + longest(lefts, 36) + 2
  for _, pair in ipairs(pairs_list) do
    local left, right = (" "):rep(indent) .. pair[1], pair[2]
    if not right or right == "" then
      lines[#lines + 1] = left
    elseif #left + 2 > column then
      lines[#lines + 1] = left .. "\n" .. fill(right, column)
    else
      lines[#lines + 1] = left .. (" "):rep(column - #left) .. fill(right, column):sub(column + 1)
    end
  end
  return table.concat(lines, "\n")
end

local function described(entry, others)
  local d = describe.entry(entry)
  local out = {}
  local function add(text) out[#out + 1] = text end
  local hang = math.min(#d.title + 1, 40)
  local signature = d.signature and fill(("%s(%s)"):format(d.title, d.signature), 0, hang)
  add(signature or d.parts and call(d.title .. "(", d.parts, ")", hang) or d.title)
  if d.sentence then add("\n" .. fill(d.sentence, 0)) end
  local facts = {}
  for _, part in ipairs { "formula", "shapes", "source" } do
    if d[part] then facts[#facts + 1] = { part, d[part] } end
  end
  if d.results and d.results ~= "any" then facts[#facts + 1] = { "gives", (d.results:gsub("; ", ", ")) } end
  if d.parent then facts[#facts + 1] = { "inherits", d.parent } end
  if d.of then facts[#facts + 1] = { "same as", d.of } end
  if #d.strings > 0 then facts[#facts + 1] = { "strings", '"' .. table.concat(d.strings, '", "') .. '"' } end
  if #facts > 0 then add("\n" .. rows(facts, 2)) end
  if #d.arguments > 0 then
    local list = {}
    for i, a in ipairs(d.arguments) do
      local kind = a.kind and (": %s"):format(a.kind) or ""
      list[i] = { a.name .. kind .. (a.default and " = " .. a.default or ""), (a.default and "" or not a.kind and "required. " or "") .. (a.doc or "") }
    end
    add((d.of_instances and "\nArguments of each class made so\n" or "\nArguments\n") .. rows(list, 2))
  end
  for _, part in ipairs { "fields", "methods" } do
    local list = {}
    for i, member in ipairs(d[part] or {}) do
      list[i] = { member.parts and call(("  %s("):format(member.name), member.parts, ")", 6):sub(3) or member.name, member.doc }
    end
    if #list > 0 then add(("\n%s\n"):format(part:gsub("^%l", string.upper)) .. rows(list, 2)) end
  end
  if d.envelope then
    add("\nIn files")
    add(fill(d.envelope.before, 2, 4))
    if #d.envelope.parts > 0 then add(call((" "):rep(6), d.envelope.parts, "", 6)) end
    add("    " .. d.envelope.after)
  elseif d.line then
    add("\nIn files\n" .. fill(d.line, 2, 4))
  end
  if d.instance then add("\nThis one\n" .. shortened(fill(d.instance, 2, 4), 12)) end
  if d.example then add("\nExample\n  " .. d.example:gsub("\n", "\n  ")) end
  local also = {}
  for i, other in ipairs(others or {}) do also[i] = other.full end
  if #also > 0 then add("\n" .. fill("See also: " .. table.concat(also, ", "), 0, 10)) end
  return table.concat(out, "\n")
end

local function summary(entry)
  local d = describe.entry(entry)
  return d.sentence and describe.first_sentence(d.sentence) or ""
end

local function namespace(entry)
  local out, classes, functions = { entry.full }, {}, {}
  local plain = {}
  for _, member in ipairs(entries.list(entry.space)) do
    local list = member.what == "class" and classes or member.what == "plain" and plain or functions
    list[#list + 1] = { member.name, summary(member) }
  end
  table.move(plain, 1, #plain, #functions + 1, functions)
  if #classes > 0 then out[#out + 1] = "\nClasses\n" .. rows(classes, 2) end
  if #functions > 0 then out[#out + 1] = "\nFunctions\n" .. rows(functions, 2) end
  out[#out + 1] = ("\nhelp(%s.NAME) or help \"NAME\" says more."):format(entry.full)
  return table.concat(out, "\n")
end

-- What help() prints.
function M.overview()
  local list = {}
  for _, name in ipairs { "", table.unpack(entries.spaces) } do
    local names = {}
    for i, member in ipairs(entries.list(name)) do names[i] = member.name end
    local shown = #names > 12 and table.concat(names, ", ", 1, 8) .. (", ... (%d)"):format(#names) or table.concat(names, ", ")
    list[#list + 1] = { name == "" and "keras" or "keras." .. name, shown }
  end
  return rows(list, 0) .. "\n\n"
    .. fill('help(keras.losses.Huber), help "Huber", help "Model.fit", help(ops.sum) and help(keras.losses) say what it is, its arguments, an example, '
      .. "and how files hold it.", 0)
end

function M.entry(entry, others)
  if entry.what == "namespace" then return namespace(entry) end
  return described(entry, others)
end

return M
