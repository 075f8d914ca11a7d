std = "lua54"
max_line_length = 130
self = false
include_files = { "lua", "spec", "examples", "bench" }
files["spec"] = { std = "+busted" }
read_globals = { "super", "private", "__class__" }
