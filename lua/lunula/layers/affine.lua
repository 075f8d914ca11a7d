-- What the normalizing layers share: gamma and beta, which scale and shift along some axes. Knows of tensors only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

local M = {}

local docs = {
  center = "whether beta is added", scale = "whether gamma multiplies", beta_initializer = "how beta begins", gamma_initializer = "how gamma begins",
  beta_regularizer = "penalty on beta", gamma_regularizer = "penalty on gamma", beta_constraint = "constraint on beta after each step",
  gamma_constraint = "constraint on gamma after each step",
}

-- A layer's params: `first`, center and scale, `between`, the roles of beta and gamma, `last`.
function M.params(first, between, last)
  local list = { table.unpack(first) }
  local function add(name, default) list[#list + 1] = { name, default, doc = docs[name] } end
  add("center", true)
  add("scale", true)
  table.move(between or {}, 1, #(between or {}), #list + 1, list)
  add("beta_initializer", "zeros")
  add("gamma_initializer", "ones")
  table.move(last and last.initializers or {}, 1, #(last and last.initializers or {}), #list + 1, list)
  for _, role in ipairs { "regularizer", "constraint" } do
    add("beta_" .. role, core.null)
    add("gamma_" .. role, core.null)
  end
  table.move(last or {}, 1, #(last or {}), #list + 1, list)
  return list
end

-- Objects for the names and configs among a layer's arguments.
function M.get(self)
  for _, name in ipairs { "beta", "gamma" } do
    for _, role in ipairs { "initializer", "regularizer", "constraint" } do
      self[name .. "_" .. role] = require("lunula." .. role .. "s").get(self[name .. "_" .. role])
    end
  end
end

-- An axis from 0.
function M.axis(self, axis, shape)
  if not (math.type(axis) and math.tointeger(axis)) then
    core.raise(("ValueError: '%s': an axis is an integer, got %s"):format(self.name, tostring(axis)))
  end
  local place = axis < 0 and axis + #shape or axis
  if place < 0 or place >= #shape then
    core.raise(("ValueError: Axis %d is out of bounds for input shape %s of '%s'"):format(axis, base.shape_text(shape), self.name))
  end
  if shape[place + 1] == core.null then
    core.raise(("ValueError: '%s': axis %d of its input must be known, got shape %s"):format(self.name, axis, base.shape_text(shape)))
  end
  return place
end

function M.build(self, shape, scale, center)
  local function weight(name)
    self[name] = self:add_weight { name = name, shape = shape, initializer = self[name .. "_initializer"], regularizer = self[name .. "_regularizer"],
      constraint = self[name .. "_constraint"], autocast = false }
  end
  if scale then weight "gamma" end
  if center then weight "beta" end
end

-- A vector or block that lies along the axes (in order, from 0) of x, in the form that broadcasts to x.
function M.along(value, axes, x, dtype)
  value = ops.cast(value, dtype)
  if axes[1] == x.ndim - #axes then return value end -- the last axes: it broadcasts as it is
  local shape, own = {}, value.shape
  for i = 1, x.ndim do shape[i] = 1 end
  for i, axis in ipairs(axes) do shape[axis + 1] = own[i] end
  return ops.reshape(value, shape)
end

return M
