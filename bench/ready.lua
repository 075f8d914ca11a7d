-- What the start costs: says when the library is there, and waits to be looked at.
require "lunula"
print "ready"
io.stdout:flush()
io.read()
