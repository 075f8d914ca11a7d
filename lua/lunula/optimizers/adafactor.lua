-- Adafactor. Knows of its base class, the core and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

local function root_mean_square(x) return ops.sqrt(ops.mean(ops.square(x))) end

return class.builtin(Optimizer, "Adafactor", "keras.optimizers", {
  doc = {
    "Adam without momentum, whose running mean square of a matrix is the product of one for its rows and one for its columns; steps are relative to the size of "
      .. "the weights.",
    formula = "beta = 1 - t^beta_2_decay; r, c <- beta r + (1 - beta) mean of g^2 + epsilon_1 over columns, over rows; s = r c / mean(r) (of vectors: s itself runs); "
      .. "u = g / sqrt(s); w <- w - max(epsilon_2, rms(w)) min(rate, 1 / sqrt(t)) u / max(1, rms(u) / clip_threshold)",
    source = "Shazeer and Stern, 2018",
    example = [[
local w = keras.Variable({ { 1.0, 2.0 }, { 3.0, 4.0 } })
keras.optimizers.Adafactor { learning_rate = 0.1 }:apply({ ops.convert_to_tensor { { 1.0, -1.0 }, { 2.0, 2.0 } } }, { w })
print(w.value[0])  --> tensor([0.7261387, 2.2738614], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "beta_2_decay", -0.8, doc = "the running mean keeps 1 - t^beta_2_decay of itself" },
    { "epsilon_1", 1e-30, doc = "added to squared gradients" }, { "epsilon_2", 0.001, doc = "least size of weights that a step is relative to" },
    { "clip_threshold", 1.0, doc = "largest root mean square of a step before it is scaled" },
    { "relative_step", true, doc = "only for configs: the rate is never above 1 / sqrt(t), whether set or not, as in Keras" },
  },
  -- Beside a vector or scalar stand two integers that nobody reads: files have them.
  slots = function(self, variables)
    self.rows, self.columns, self.velocities = {}, {}, {}
    for i, v in ipairs(variables) do
      local shape, rank = v.shape, v.ndim
      if rank < 2 then
        for _ = 1, 2 do self:track(core.tensor(0, "int32"), v.name, true) end
      elseif not v.overwrite_with_gradient then
        local column = table.move(shape, 1, rank - 2, 1, {})
        column[rank - 1] = shape[rank]
        self.rows[i] = self:add_variable { shape = table.move(shape, 1, rank - 1, 1, {}), dtype = v.dtype, name = v.name }
        self.columns[i] = self:add_variable { shape = column, dtype = v.dtype, name = v.name }
      end
      self.velocities[i] = not v.overwrite_with_gradient and self:add_variable_from_reference(v, "velocity")
    end
  end,
  scalars = function(self, dtype)
    local t = self:step_number(dtype)
    return { beta = 1 - t ^ self.beta_2_decay, largest = 1 / ops.sqrt(t) }
  end,
  update_step = function(self, g, v, rate, i)
    local s, row, column, velocity = self:step_scalars(v.dtype), self.rows[i], self.columns[i], self.velocities[i]
    local alpha = ops.maximum(root_mean_square(v), self.epsilon_2) * ops.minimum(rate, s.largest)
    local square = ops.square(g) + self.epsilon_1
    if row then
      row:assign(row * s.beta + ops.mean(square, -1) * (1 - s.beta))
      column:assign(column * s.beta + ops.mean(square, -2) * (1 - s.beta))
      velocity:assign(ops.expand_dims(row / ops.mean(row, -1, true), -1) * ops.expand_dims(column, -2))
    else
      velocity:assign(velocity * s.beta + square * (1 - s.beta))
    end
    local step = g / ops.sqrt(velocity)
    v:assign_sub(step * (alpha / ops.maximum(root_mean_square(step) / self.clip_threshold, 1.0)))
  end,
})
