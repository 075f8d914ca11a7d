-- Every generated page: path -> text. Knows of the generators only.
return function()
  local pages = {}
  for _, name in ipairs { "reference", "names", "meta" } do
    for path, text in pairs(require(name)()) do pages[path] = text end
  end
  return pages
end
