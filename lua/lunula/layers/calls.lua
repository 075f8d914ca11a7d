-- A layer's call: inputs in its dtype, building, training passed down to the layers inside, masks, activity losses. Knows of tensors only.
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

-- The call in progress: what `training` is for the layers called inside it. Closing it brings back the one around it.
local current
local frame_meta = { __close = function(frame) current = frame.outer end }

local function is_options(value) return type(value) == "table" and getmetatable(value) == nil and value[1] == nil end

-- The tensors of an argument: one, a list, or a dictionary of them; floats in the compute dtype.
local function convert(self, x, dtype)
  if type(x) == "table" and getmetatable(x) == nil then
    local nested = not core.is_numeric(x)
    if nested then
      local copy = {}
      for key, value in pairs(x) do copy[key] = convert(self, value, dtype) end
      return copy
    end
  end
  if not core.is_tensor(x) then x = core.tensor(x) end
  if x.dtype ~= dtype and self.autocast and core.promote(x.dtype, "float") == x.dtype then
    local mask = x.mask
    x = ops.cast(x, dtype)
    if mask then x = x:with_mask(mask) end
  end
  return x
end

-- The structure of shapes of a structure of tensors.
local function shape_of(x)
  if core.is_tensor(x) then return x.shape end
  local shapes = {}
  for key, value in pairs(x) do shapes[key] = shape_of(value) end
  return shapes
end

local function mask_of(x)
  if core.is_tensor(x) then return x.mask end
  local masks, any = {}, false
  for key, value in pairs(x) do
    masks[key] = mask_of(value)
    any = any or masks[key] ~= nil
  end
  return any and masks or nil
end

local function each(x, fn)
  if core.is_tensor(x) then return fn(x) end
  if type(x) == "table" then
    for _, value in pairs(x) do each(value, fn) end
  end
end

local function activity_losses(self, y)
  each(y, function(output)
    local loss = self.activity_regularizer(output)
    local rows = output.shape[1]
    if rows == 0 then loss = loss * 0 elseif math.type(rows) then loss = loss / rows end
    self:add_loss(loss)
  end)
end

-- The output with the mask that the layer's compute_mask gives, unless call has given it one.
local function with_mask(self, x, y, mask)
  if not self.supports_masking then
    if mask ~= nil and not (core.is_tensor(y) and y.mask) then
      warn(("layer '%s' doesn't support masking: the mask of its input ends here"):format(self.name))
    end
    return y
  end
  if not core.is_tensor(y) or y.mask then return y end
  local output_mask = self:compute_mask(x, mask)
  return output_mask ~= nil and y:with_mask(output_mask) or y
end

-- layer(x, { training, mask, ... }); more tensors may stand between. training that isn't given is that of the layer around, false outside.
function M.call(self, x, ...)
  local count = select("#", ...)
  local given = count > 0 and select(count, ...) or nil
  local extra = count
  if given ~= nil and is_options(given) then extra = count - 1 else given = nil end
  if x == nil then core.raise(("%s: called without an input"):format(self.name)) end
  x = convert(self, x, self.compute_dtype)
  if not self.built then
    self:build(shape_of(x))
    rawset(self, "built", true)
  end
  local options = {}
  for key, value in pairs(given or options) do options[key] = value end
  if options.training == nil then options.training = current and current.training or false end
  local mask = options.mask
  if mask == nil then mask = mask_of(x) end
  options.mask = mask
  if not current then self:clear_losses() end
  local frame <close> = setmetatable({ training = options.training, outer = current }, frame_meta)
  current = frame
  local y
  if self.compute_dtype == self.variable_dtype then
    y = extra > 0 and self:call(x, M.with_extra(options, extra, ...)) or self:call(x, options)
  else
    y = M.autocast(self, x, options, extra, ...)
  end
  if self.activity_regularizer then activity_losses(self, y) end
  if mask ~= nil or self.supports_masking then y = with_mask(self, x, y, mask) end
  return y
end

-- The arguments between x and the options, then the options.
function M.with_extra(options, extra, ...)
  local list = table.pack(...)
  list[extra + 1] = options
  return table.unpack(list, 1, extra + 1)
end

local cast_meta = { __close = function(guard) rawset(guard.layer, "autocast_to", guard.before) end }

-- call, with the layer's variables read in the compute dtype.
function M.autocast(self, x, options, extra, ...)
  local _ <close> = setmetatable({ layer = self, before = rawget(self, "autocast_to") }, cast_meta)
  rawset(self, "autocast_to", self.compute_dtype)
  return self:call(x, M.with_extra(options, extra, ...))
end

return M
