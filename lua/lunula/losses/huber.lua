-- Huber: squares of small errors, absolute values of those above delta. Knows of its base class only.
local class = require "lunula.class"
local functions = require "lunula.losses.functions"
local Loss = require("lunula.losses.base").Loss

return class.builtin(Loss, "Huber", "keras.losses", {
  doc = "Huber(delta = 1.0): e^2 / 2 where |e| <= delta, delta |e| - delta^2 / 2 beyond.",
  pure = true,
  params = {
    { "delta", 1.0 }, { "reduction", "sum_over_batch_size" }, { "name", "huber_loss" },
  },
  -- Keras up to 3.15.1 leaves delta out of the config, whatever it was.
  from_config = function(cls, config)
    if config.delta == nil then warn("Huber: the config has no delta (Keras up to 3.15.1 does not save it); 1.0 is assumed") end
    return super.from_config(cls, config)
  end,
  call = function(self, y_true, y_pred)
    return functions.huber(y_true, y_pred, self.delta)
  end,
})
