-- RemoteMonitor: the name, for there is no network here. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "RemoteMonitor", "keras.callbacks", {
  doc = "RemoteMonitor(root, path, field, headers, send_as_json) sends figures over the network, which Lunula doesn't use: making one is an error.",
  params = { { "root", "http://localhost:9000" }, { "path", "/publish/epoch/end/" }, { "field", "data" }, { "headers", core.null }, { "send_as_json", false } },
  initialize = function()
    core.raise "RemoteMonitor: Lunula has no network; a Callback with on_epoch_end(self, epoch, logs) can hand the logs to a library that has"
  end,
})
