-- keras.Callback: told of what happens in training. Knows of classes only.
local class = require "lunula.class"

local nothing = function() end

return {
  Callback = class.kind("Callback", {
    doc = "Callback(name, { on_epoch_end = function(self, epoch, logs) ... end, ... }); self.model is the model, self.params what fit was given.",
    on_train_begin = nothing, on_train_end = nothing, on_epoch_begin = nothing, on_epoch_end = nothing, on_train_batch_begin = nothing,
    on_train_batch_end = nothing, on_test_begin = nothing, on_test_end = nothing, on_test_batch_begin = nothing, on_test_batch_end = nothing,
    on_predict_begin = nothing, on_predict_end = nothing,
  }),
}
