std = "lua54"
max_line_length = 130
self = false
include_files = { "lua/**/*.lua", "spec/**/*.lua", "examples/**/*.lua", "bench/**/*.lua" }
files["spec"] = { std = "+busted" }
read_globals = { "super", "private", "__class__" }
