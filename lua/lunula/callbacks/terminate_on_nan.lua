-- TerminateOnNaN. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local rates = require "lunula.callbacks.learning_rate"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "TerminateOnNaN", "keras.callbacks", {
  doc = { "Ends training after the batch in which the mean loss of the epoch so far became nan or infinite." },
  params = { { "raise_error", false, doc = "whether that is an error instead" } },
  on_batch_end = function(self, batch, logs)
    local loss = logs.loss
    if loss == nil or loss - loss == 0 then return end
    if self.raise_error then
      core.raise(("TerminateOnNaN: NaN or Inf loss encountered at batch %d. Loss value: %s. Terminating training immediately."):format(batch, rates.text(loss)))
    end
    terminal.print(("Batch %d: Invalid loss, terminating training"):format(batch))
    rawset(self.model, "stop_training", true)
  end,
})
