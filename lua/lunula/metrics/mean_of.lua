-- Metrics that average a function of (y_true, y_pred): mean_of(name, fn, members) makes the class. Knows of Mean.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local Mean = require "lunula.metrics.mean"

local MeanOf = base.Metric("MeanOf", {
  inherit = Mean,
  update_state = function(self, ...)
    local y_true, y_pred, weight = base.take(self, ...)
    local mask = core.is_tensor(y_pred) and y_pred.mask or nil
    super.update_state(self, self:call(y_true, y_pred), base.masked(self, weight, mask))
  end,
})

-- A class of keras.metrics whose `call` is fn with every parameter but name and dtype by name, unless members bring their own.
return function(name, fn, members)
  members.inherit = MeanOf
  if not members.call then
    local passed = {}
    for _, param in ipairs(members.params) do
      if param[1] ~= "name" and param[1] ~= "dtype" then passed[#passed + 1] = param[1] end
    end
    function members.call(self, y_true, y_pred)
      if #passed == 0 then return fn(y_true, y_pred) end
      local named = {}
      for _, key in ipairs(passed) do named[key] = self[key] end
      return fn(y_true, y_pred, named)
    end
  end
  return class.builtin(base.Metric, name, "keras.metrics", members)
end
