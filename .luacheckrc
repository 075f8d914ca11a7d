std = "lua54"
max_line_length = 170
self = false
include_files = { "lua/**/*.lua", "spec/**/*.lua", "examples/**/*.lua", "bench/**/*.lua", "docs/**/*.lua" }
exclude_files = { "spec/golden/**/*.lua", "docs/meta/*.lua" }
files["spec"] = { std = "+busted" }
unused_args = false
-- in scope in every method of a class
globals = { "private" }
read_globals = { "super", "__class__" }
