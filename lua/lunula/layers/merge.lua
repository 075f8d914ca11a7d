-- Merge: what the layers that take a list of tensors share. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

local M = {}

local function fail(self, format, ...)
  core.raise(("ValueError: %s \"%s\": " .. format):format(class.class_of(self).name, self.name, ...))
end

-- The shapes as text.
function M.shapes_text(shapes)
  local texts = {}
  for i, shape in ipairs(shapes) do texts[i] = base.shape_text(shape) end
  return table.concat(texts, ", ")
end

-- Raises unless the shapes broadcast together, the batch's axis aside, of which a shorter shape has the front ones too few.
local function check_shapes(self, shapes)
  local batch, lengths = nil, {}
  for _, shape in ipairs(shapes) do
    local n = shape[1]
    if batch ~= nil and n ~= core.null and n ~= batch then fail(self, "Cannot merge tensors with different batch sizes: %s", M.shapes_text(shapes)) end
    if n ~= core.null then batch = n end
    for back = 0, #shape - 2 do
      local here, before = shape[#shape - back], lengths[back]
      if before and before ~= here and before ~= 1 and here ~= 1 and before ~= core.null and here ~= core.null then
        fail(self, "Inputs have incompatible shapes: %s", M.shapes_text(shapes))
      end
      if before == nil or before == 1 then lengths[back] = here end
    end
  end
end

local function combined(masks, combine)
  local result
  for _, mask in ipairs(masks) do result = result and combine(result, mask) or mask end
  return result
end

M.Merge = base.Layer("Merge", {
  doc = "What the layers that take a list of tensors share: a subclass gives merge(self, list).",
  supports_masking = true,
  one_argument = true,
  -- How many tensors the list has: at least, at most.
  least = 1, most = math.huge,
  check = check_shapes,
  build = function(self, shapes)
    if #shapes == 0 or type(shapes[1]) ~= "table" then fail(self, "A merge layer should be called on a list of inputs, got one of shape %s", base.shape_text(shapes)) end
    if #shapes < self.least or #shapes > self.most then
      fail(self, "should be called on %s %d inputs, got %d", self.most == self.least and "exactly" or "at least", self.least, #shapes)
    end
    self:check(shapes)
  end,
  call = function(self, inputs)
    if core.is_tensor(inputs) then fail(self, "A merge layer should be called on a list of inputs, got a tensor") end
    local rank, list = 0, {}
    for _, x in ipairs(inputs) do
      if not core.is_tensor(x) then fail(self, "A merge layer should be called on a list of tensors, one of them is a %s", type(x)) end
      rank = math.max(rank, x.ndim)
    end
    for i, x in ipairs(inputs) do
      while self.expands and x.ndim < rank do x = ops.expand_dims(x, 1) end
      list[i] = x
    end
    return self:merge(list)
  end,
  expands = true,
  -- An element counts where any input's mask lets it, if all inputs have one.
  compute_mask = function(_, inputs, masks)
    if masks == nil then return nil end
    for i = 1, #inputs do
      if masks[i] == nil then return nil end
    end
    return combined(masks, ops.logical_or)
  end,
})

-- The fold of its inputs by a function that has no neutral element: where a mask hides an element, the others count alone.
function M.fold(inputs, combine)
  local y, y_mask = inputs[1], inputs[1].mask
  y_mask = y_mask and ops.expand_dims(y_mask, -1)
  for i = 2, #inputs do
    local x, mask = inputs[i], inputs[i].mask
    if mask then
      mask = ops.expand_dims(mask, -1)
      x = ops.where(mask, x, y)
    end
    if y_mask then y = ops.where(y_mask, y, x) end
    y_mask = mask and y_mask and ops.logical_or(y_mask, mask) or nil
    y = combine(y, x)
  end
  return y
end

-- keras.layers.add and the like: makes the layer from named arguments and calls it.
function M.functional(class_name, names)
  return function(inputs, ...)
    local options, positional = {}, table.pack(...)
    local last = positional[positional.n]
    if type(last) == "table" and getmetatable(last) == nil and #last == 0 then
      for key, value in pairs(last) do options[key] = value end
      positional.n = positional.n - 1
    end
    for i = 1, positional.n do options[names and names[i] or i] = positional[i] end
    return require("lunula.layers")[class_name](options)(inputs)
  end
end

return M
