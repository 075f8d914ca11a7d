-- keras.callbacks.
local Callback = require("lunula.callbacks.base").Callback

return require "lunula.namespace"("keras.callbacks", "lunula.callbacks", "callback", Callback, {
  History = "history", ProgbarLogger = "progbar_logger",
})
