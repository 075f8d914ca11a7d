-- STFT: kernels of a convolution that is a short-time Fourier transform. Knows of its base class, windows and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.initializers.base"
local windows = require "lunula.initializers.windows"

-- The window's numbers as float64, its length checked.
local function window_of(self, length)
  local window = self.window
  if type(window) == "string" then window = windows.window(window, length, self.periodic) end
  window = ops.cast(core.is_tensor(window) and window or core.tensor(window, "float64"), "float64")
  if window.ndim ~= 1 or window.shape[1] ~= length then
    core.raise(("ValueError: STFT: the window has the frame's length %d, got shape %s"):format(length, base.shape_text(window.shape)))
  end
  return window
end

return class.builtin(base.Initializer, "STFT", "keras.initializers", {
  doc = {
    "The real or imaginary part of a short-time Fourier transform as a convolution's kernel.",
    formula = "w[t] cos(2 pi t f / n) / s, or with -sin, n = 2 (F - 1); s is sqrt(sum(w^2)) for density, sum(|w|) for spectrum, else 1",
    shapes = "(T, 1, F): T samples of a frame, F frequencies",
    example = [==[
print(keras.initializers.STFT { window = keras.null }({ 4, 1, 2 })["1"])  --> tensor([[ 1., -1.]], shape=(1, 2), dtype=float32)]==],
  },
  aliases = { "STFTInitializer" },
  params = {
    { "side", "real", doc = '"real" or "imag"' },
    { "window", "hann", doc = 'name of a window, as in SciPy ("hann", "hamming", ...), its numbers, or nothing (keras.null)' },
    { "scaling", "density", doc = 'what the window is divided by: "density", "spectrum" or nothing (keras.null)' },
    { "periodic", false, doc = "the window is one period of n samples, not symmetric" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    if self.side ~= "real" and self.side ~= "imag" then
      core.raise(('ValueError: STFT: side is "real" or "imag", got %s'):format(tostring(self.side)))
    end
    if type(self.window) == "string" and not windows.exists(self.window) then
      core.raise(("ValueError: STFT: there is no window '%s'"):format(self.window))
    end
    if self.scaling ~= nil and self.scaling ~= "density" and self.scaling ~= "spectrum" then
      core.raise(('ValueError: STFT: scaling is "density", "spectrum" or nothing, got %s'):format(tostring(self.scaling)))
    end
  end,
  get_config = function(self)
    return class.ordered { { "side", self.side }, { "window", self.window }, { "periodic", self.periodic }, { "scaling", self.scaling } }
  end,
  call = function(self, shape, options)
    if #shape ~= 3 or shape[2] ~= 1 then
      core.raise(("ValueError: STFT: the shape is (frame length, 1, frequencies), got %s"):format(base.shape_text(shape)))
    end
    local length, frequencies = shape[1], shape[3]
    local turn = math.max(1, 2 * (frequencies - 1))
    -- the angle's whole turns are taken away in integers
    local steps = ops.mod(ops.reshape(ops.arange(length, { dtype = "int64" }), { -1, 1, 1 }) * ops.arange(frequencies, { dtype = "int64" }), turn)
    local angles = ops.cast(steps, "float64") * (2 * math.pi / turn)
    local kernel = self.side == "real" and ops.cos(angles) or -ops.sin(angles)
    if self.window ~= nil then
      local window = window_of(self, length)
      local scale = self.scaling == "density" and ops.sqrt(ops.sum(ops.square(window)))
        or self.scaling == "spectrum" and ops.sum(ops.absolute(window)) or 1
      kernel = kernel * ops.reshape(window / scale, { -1, 1, 1 })
    end
    return ops.cast(kernel, options.dtype)
  end,
})
