-- The state of a training, taken in the middle of fit, lets another model go on with the same bits: weights, optimizer, figures, random numbers.
local keras = require "lunula"
local ops = keras.ops

describe("a training goes on in another model", function()
  local x = keras.random.normal({ 30, 3 }, { seed = 1 })
  local y = ops.sum(x, -1, true)
  local function compiled()
    keras.utils.set_random_seed(7)
    local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense(4), keras.layers.Dropout(0.3), keras.layers.Dense(1) }
    model:compile { optimizer = keras.optimizers.Adam(0.01), loss = "mse", metrics = { "mae" } }
    return model
  end
  local function values(model)
    local list = {}
    for _, variables in ipairs { model.variables, model.optimizer.variables } do
      for _, v in ipairs(variables) do list[#list + 1] = v.value:totable() end
    end
    return list
  end
  local function fit(model, callback) return model:fit(x, y, { epochs = 3, batch_size = 8, callbacks = { callback }, verbose = 0 }).history end
  local plain = compiled()
  local history = fit(plain)

  -- What a training of another model was at a call of a hook.
  local function snapshot(hook, count)
    local taken
    local model = compiled()
    local Take = keras.Callback("Take", { acts_last = true, [hook] = function(self)
      count = count - 1
      if count > 0 then return end
      taken = { state = self.model.progress:state(), weights = model:get_weights(), optimizer = {} }
      for i, v in ipairs(model.optimizer.variables) do taken.optimizer[i] = v.value end
      error("stop", 0)
    end })
    assert.error_matches(function() fit(model, Take()) end, "stop")
    return taken
  end
  local function resumed(taken, change)
    local model = compiled()
    if change then change(model, taken.state) end
    return model, fit(model, keras.callbacks.LambdaCallback { on_train_begin = function()
      model.progress:resume("Spec", taken.state, function()
        model:set_weights(taken.weights)
        for i, v in ipairs(model.optimizer.variables) do v:assign(taken.optimizer[i]) end
      end)
    end })
  end
  for _, case in ipairs { { "on_train_batch_end", 1 }, { "on_train_batch_end", 4 }, { "on_train_batch_end", 6 }, { "on_epoch_end", 1 }, { "on_epoch_end", 3 } } do
    it(("from %s %d"):format(case[1], case[2]), function()
      local model, seen = resumed(snapshot(case[1], case[2]))
      assert.same(history, seen)
      assert.same(values(plain), values(model))
      assert.is_nil(model.progress)
    end)
  end
  it("not with other metrics, not with other data", function()
    assert.error_matches(function()
      resumed(snapshot("on_train_batch_end", 2), function(model) model:compile { optimizer = keras.optimizers.Adam(0.01), loss = "mse" } end)
    end, "ValueError: Spec: the model had 2 metrics and has 1")
    assert.error_matches(function()
      resumed(snapshot("on_train_batch_end", 2), function(_, state) state.data.size = "31 samples in batches of 8" end)
    end, "ValueError: Spec: the data were 31 samples in batches of 8 and are 30 samples in batches of 8")
  end)
end)
