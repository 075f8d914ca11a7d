-- Writes the pages of docs/ that are made from the source: the reference, the table of names, the types for editors.
-- From the top folder: build/lunula docs/generate.lua
package.path = "docs/generator/?.lua;" .. package.path

for path, text in pairs(require "pages"()) do
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end
