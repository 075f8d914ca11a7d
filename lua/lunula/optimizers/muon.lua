-- Muon. Knows of its base class, ops and regular expressions.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local json = require "lunula.json"
local regex = require "lunula.regex"
local Optimizer = require("lunula.optimizers.base").Optimizer

local in_config = { "adam_beta_1", "adam_beta_2", "epsilon", "exclude_layers", "muon_a", "muon_b", "muon_c", "adam_lr_ratio", "momentum", "ns_steps", "nesterov",
  "exclude_embeddings", "adam_weight_decay", "rms_rate" }

-- A matrix near the orthogonal one that is nearest to x: its singular values come close to 1 by a polynomial (Newton and Schulz).
local function orthogonal(self, x)
  local tall = x.shape[1] > x.shape[2]
  if tall then x = ops.transpose(x) end
  x = x / (ops.sqrt(ops.sum(ops.square(x))) + 1e-7)
  for _ = 1, self.ns_steps do
    local a = ops.matmul(x, ops.transpose(x))
    x = x * self.muon_a + ops.matmul(a * self.muon_b + ops.matmul(a * self.muon_c, a), x)
  end
  return tall and ops.transpose(x) or x
end

return class.builtin(Optimizer, "Muon", "keras.optimizers", {
  doc = {
    "Steps along the momentum made orthogonal, so that every direction of a matrix moves alike. Variables that are no matrices, embeddings and those of "
      .. "exclude_layers, which should name the last layer, are updated as by AdamW.",
    formula = "m <- momentum m + g, x = g + momentum m (or m), x <- x / |x|, then ns_steps times A = x x^T, x <- a x + (b A + c A A) x; "
      .. "w <- w - rate rms_rate sqrt(max(rows, columns)) x",
    source = "Jordan et al., 2024; rms_rate: Liu et al., 2025",
    example = [[
local w = keras.Variable({ { 1.0, 2.0 }, { 3.0, 4.0 } })
local muon = keras.optimizers.Muon { learning_rate = 0.5, weight_decay = 0.0 }
muon:apply({ ops.convert_to_tensor { { 1.0, 0.0 }, { 0.0, 0.1 } } }, { w })
print(w.value[0])  --> tensor([0.90072066, 2.        ], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "adam_beta_1", 0.9, doc = "beta_1 of Adam" }, { "adam_beta_2", 0.999, doc = "beta_2 of Adam" },
    { "adam_weight_decay", 0.004, doc = "weight decay of what Adam updates" }, { "epsilon", 1e-07, doc = "epsilon of Adam" },
    { "weight_decay", 0.004 }, { "clipnorm", core.null }, { "clipvalue", core.null }, { "global_clipnorm", core.null }, { "use_ema", false },
    { "ema_momentum", 0.99 }, { "ema_overwrite_frequency", core.null }, { "loss_scale_factor", core.null }, { "gradient_accumulation_steps", core.null },
    { "name", core.null }, { "exclude_layers", core.null, doc = "regular expressions; Adam updates the variables in whose path one is found" },
    { "exclude_embeddings", true, doc = "whether Adam updates variables with 'embedding' in their path" },
    { "muon_a", 3.4445, doc = "a" }, { "muon_b", -4.775, doc = "b" }, { "muon_c", 2.0315, doc = "c" },
    { "adam_lr_ratio", 1, doc = "Adam's rate as a multiple of learning_rate" }, { "momentum", 0.95, doc = "share of the last momentum that the next one keeps" },
    { "ns_steps", 5, doc = "how often the iteration runs" }, { "nesterov", true, doc = "whether momentum looks one step ahead" },
    { "rms_rate", 0.2, doc = "root mean square that a step has; null leaves it as the iteration gives it" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    local patterns = self.exclude_layers or {}
    for _, pattern in ipairs(type(patterns) == "table" and patterns or { false }) do
      if type(pattern) ~= "string" then core.raise(("Muon: exclude_layers is a list of regular expressions, got %s"):format(tostring(pattern or patterns))) end
    end
    self.exclude_layers = json.array(table.move(patterns, 1, #patterns, 1, {}))
  end,
  get_config = function(self) return self:config_of(in_config) end,
  uses_adam = function(self, variable)
    if variable.ndim ~= 2 then return true end
    local path = variable.path or variable.name or ""
    if self.exclude_embeddings and path:lower():find("embedding", 1, true) then return true end
    for _, pattern in ipairs(self.exclude_layers) do
      if regex.search(pattern, path) then return true end
    end
    return false
  end,
  slots = function(self, variables)
    self.momentums, self.velocities = {}, {}
    for i, v in ipairs(variables) do
      if not v.overwrite_with_gradient then
        self.momentums[i] = self:add_variable_from_reference(v, "momentum")
        self.velocities[i] = self:uses_adam(v) and self:add_variable_from_reference(v, "velocity")
      end
    end
  end,
  decay_of = function(self, variable)
    if not self:decays(variable) then return nil end
    if self:uses_adam(variable) then return self.adam_weight_decay end
    return self.weight_decay
  end,
  -- As Adam's.
  scalars = function(self, dtype)
    local t = self:step_number(dtype)
    return ops.sqrt(1 - self.adam_beta_2 ^ t) / (1 - self.adam_beta_1 ^ t)
  end,
  update_step = function(self, g, v, rate, i)
    local m, u = self.momentums[i], self.velocities[i]
    if u then
      m:assign_add((g - m) * (1 - self.adam_beta_1))
      u:assign_add((ops.square(g) - u) * (1 - self.adam_beta_2))
      v:assign_sub(m * (rate * self.adam_lr_ratio * self:step_scalars(v.dtype)) / (ops.sqrt(u) + self.epsilon))
      return
    end
    m:assign(m * self.momentum + g)
    local step = orthogonal(self, self.nesterov and g + m * self.momentum or m.value)
    if self.rms_rate then rate = rate * (self.rms_rate * math.sqrt(math.max(table.unpack(v.shape)))) end
    v:assign_sub(step * rate)
  end,
})
