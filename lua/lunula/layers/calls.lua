-- A layer's call: inputs in its dtype, building, training passed down to the layers inside, masks, activity losses. Knows of tensors only.
--
-- A call on symbols outside of a trace is made for the shapes of its results alone: no variable changes and no loss stays. If a symbol has a history (it comes
-- from keras.Input), the call is noted as a node of the layer, with the arguments as Keras writes them to a config (node_kwargs).
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local ops = require "lunula.ops"
local structure = require "lunula.structure"

local M = {}

-- The call in progress: what `training` is for the layers called inside it (nil: nobody said), whether it runs on symbols for their shapes. Closing it brings
-- back the one around it.
local current
local frame_meta = { __close = function(frame)
  current = frame.outer
  if frame.holds then core.hold_assignments(false) end
end }

-- What `training` is in the call in progress; nil when nobody said.
function M.training() return current and current.training end

local function is_options(value) return type(value) == "table" and getmetatable(value) == nil and value[1] == nil end

-- The tensors of an argument: one, a list, or a dictionary of them, null for one that isn't given; floats in the compute dtype.
local function convert(self, x, dtype)
  if type(x) == "table" and getmetatable(x) == nil then
    local nested = not core.is_numeric(x)
    if nested then
      local copy = {}
      for key, value in pairs(x) do copy[key] = convert(self, value, dtype) end
      return copy
    end
  end
  if x == core.null then return x end -- an optional input that isn't given
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
  if x == core.null then return x end
  local shapes = {}
  for key, value in pairs(x) do shapes[key] = shape_of(value) end
  return shapes
end

local function mask_of(x)
  if core.is_tensor(x) then return x.mask end
  if x == core.null then return nil end
  local masks, any = {}, false
  for key, value in pairs(x) do
    masks[key] = mask_of(value)
    any = any or masks[key] ~= nil
  end
  return any and masks or nil
end

local function any_symbol(x)
  if core.is_tensor(x) then return core.is_symbol(x) end
  if type(x) ~= "table" or not structure.is_nested(x) then return false end
  for _, part in pairs(x) do
    if any_symbol(part) then return true end
  end
  return false
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

-- The output with the masks that the layer's compute_mask gives, unless call has given it some.
local function with_mask(self, x, y, mask)
  if not self.supports_masking then
    if mask ~= nil and mask_of(y) == nil then warn(("layer '%s' doesn't support masking: the mask of its input ends here"):format(self.name)) end
    return y
  end
  local outputs = structure.flatten(y)
  local has_all = true
  for _, t in ipairs(outputs) do has_all = has_all and t.mask ~= nil end
  if has_all then return y end
  local masks = self:compute_mask(x, mask)
  if masks == nil then return y end
  masks = core.is_tensor(masks) and { masks } or masks
  for i, t in ipairs(outputs) do
    if not t.mask and core.is_tensor(masks[i]) then outputs[i] = t:with_mask(masks[i]) end
  end
  return structure.pack(y, outputs)
end

-- What a node's config says of the named arguments: those given; where Keras fills in the others, which it does for one tensor of the layer's own dtype, also
-- the ones in node_kwargs that its call has, { training = default, mask = null }.
local function kwargs_of(self, x, given, mask, extra)
  local kwargs, defaults = {}, self.node_kwargs or {}
  for key, value in pairs(given or {}) do kwargs[key] = value end
  local fills = self.keeps_inputs or given == nil and extra == 0 and core.is_tensor(x) and x.dtype == (self.input_layer or self).compute_dtype
  if fills then
    if kwargs.training == nil then kwargs.training = defaults.training end
    if kwargs.mask == nil and defaults.mask ~= nil then kwargs.mask = mask == nil and core.null or mask end
  end
  return kwargs
end

-- Builds the layer as if nothing around were going on: weights get values also where a call is traced or made for its shapes.
local function build(self, x)
  local held, around = core.hold_assignments(false), current
  local _ <close> = setmetatable({}, { __close = function()
    core.hold_assignments(held)
    current = around
  end })
  current = nil
  core.untraced(self.build, self, shape_of(x))
  rawset(self, "built", true)
end

-- call itself: with the layer's variables read in the compute dtype where that is another.
local function run(self, x, options, extra, ...)
  if self.compute_dtype == self.variable_dtype then
    if extra > 0 then return self:call(x, M.with_extra(options, extra, ...)) end
    return self:call(x, options)
  end
  return M.autocast(self, x, options, extra, ...)
end

-- layer(x, { training, mask, ... }); more tensors may stand between. training that isn't given is that of the layer around, false outside.
function M.call(self, x, ...)
  local count = select("#", ...)
  while count > 0 and select(count, ...) == nil do count = count - 1 end
  local given = count > 0 and select(count, ...) or nil
  local extra = count
  if given ~= nil and is_options(given) then extra = count - 1 else given = nil end
  if x == nil or x == core.null then core.raise(("%s: called without an input"):format(self.name)) end
  local original = x
  x = convert(self, x, self.compute_dtype)
  if not core.is_tensor(x) and self.one_input then
    core.raise(("%s \"%s\": takes one tensor, got a list or dictionary of %d"):format(class.class_of(self).name, self.name, #structure.flatten(x)))
  end
  if extra > 0 and (self.one_input or self.one_argument) then
    core.raise(("%s \"%s\": takes its input and a table of named arguments, { training, mask }; there is one more argument, %s"):format(
      class.class_of(self).name, self.name, tostring((...))))
  end
  if not self.built then build(self, x) end
  local options, symbolic = {}, current and current.symbolic
  for key, value in pairs(given or options) do
    if value ~= core.null then options[key] = value end
  end
  local training = options.training
  if training == nil then training = M.training() end
  options.training = training or false
  local mask = options.mask
  if mask == nil then
    mask = mask_of(x)
  elseif type(mask) ~= "table" and not core.is_tensor(mask) then
    core.raise(("%s: a mask is a tensor of booleans, got %s"):format(self.name, tostring(mask)))
  end
  options.mask = mask
  if not current then
    self:clear_losses()
    symbolic = not core.is_tracing() and (any_symbol(x) or extra > 0 and any_symbol { ... })
    if symbolic then core.hold_assignments(true) end
  end
  local frame <close> = setmetatable({ training = training, symbolic = symbolic, holds = symbolic and not current, outer = current }, frame_meta)
  current = frame
  if frame.holds then return M.symbolic_call(self, original, x, options, given, mask, extra, ...) end
  local y = run(self, x, options, extra, ...)
  if self.activity_regularizer and not symbolic then activity_losses(self, y) end
  if mask ~= nil or self.supports_masking then y = with_mask(self, x, y, mask) end
  return y
end

-- The outermost call on symbols. The mask is computed from symbols with their histories: its ops are nodes too.
function M.symbolic_call(self, original, x, options, given, mask, extra, ...)
  local args = table.pack(original, table.unpack({ ... }, 1, extra))
  local noted = history.among_arguments(args) or given ~= nil and history.among(given)
  local plain_options, plain = {}, {}
  for key, value in pairs(options) do plain_options[key] = history.plain(value) end
  for i = 1, extra do plain[i] = history.plain((select(i, ...))) end
  local y = run(self, history.plain(x), plain_options, extra, table.unpack(plain, 1, extra))
  self:clear_losses()
  if noted then -- without the masks that call has given: these have no histories
    y = history.note(self, args, kwargs_of(self, original, given, mask, extra), structure.map(y, function(t) return core.is_tensor(t) and core.tensor(t) or t end))
  end
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
