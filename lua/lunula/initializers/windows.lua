-- The windows of signal processing that a name alone describes, as lists of numbers: those of SciPy's signal.windows. Knows of nothing else.
local pi, abs, cos, sin = math.pi, math.abs, math.cos, math.sin

local M = {}

-- Sum of a_k cos(k x) for x from -pi to pi.
local function cosines(...)
  local a = { ... }
  return function(i, n)
    local x, sum = -pi + 2 * pi * i / (n - 1), 0
    for k, c in ipairs(a) do sum = sum + c * cos((k - 1) * x) end
    return sum
  end
end

local TAYLOR_LOBES, TAYLOR_LEVEL = 4, 30 -- lobes beside the main one of nearly constant height, and how many dB lower they are
local function taylor(i, n)
  local a = math.log(10 ^ (TAYLOR_LEVEL / 20) + math.sqrt(10 ^ (TAYLOR_LEVEL / 10) - 1)) / pi
  local spread = TAYLOR_LOBES ^ 2 / (a ^ 2 + (TAYLOR_LOBES - 0.5) ^ 2)
  local function at(place)
    local sum = 1
    for m = 1, TAYLOR_LOBES - 1 do
      local up, down = (-1) ^ (m + 1), 2
      for k = 1, TAYLOR_LOBES - 1 do
        up = up * (1 - m ^ 2 / spread / (a ^ 2 + (k - 0.5) ^ 2))
        if k ~= m then down = down * (1 - m ^ 2 / k ^ 2) end
      end
      sum = sum + 2 * up / down * cos(2 * pi * m * (place - n / 2 + 0.5) / n)
    end
    return sum
  end
  return at(i) / at((n - 1) / 2)
end

-- Element i, from 0, of a symmetric window of n > 1 elements.
local elements = {
  barthann = function(i, n)
    local x = abs(i / (n - 1) - 0.5)
    return 0.62 - 0.48 * x + 0.38 * cos(2 * pi * x)
  end,
  bartlett = function(i, n) return 1 - abs(2 * i / (n - 1) - 1) end,
  blackman = cosines(0.42, 0.5, 0.08),
  blackmanharris = cosines(0.35875, 0.48829, 0.14128, 0.01168),
  bohman = function(i, n)
    local x = abs(2 * i / (n - 1) - 1)
    return x == 1 and 0 or (1 - x) * cos(pi * x) + sin(pi * x) / pi
  end,
  boxcar = function() return 1 end,
  cosine = function(i, n) return sin(pi / n * (i + 0.5)) end,
  exponential = function(i, n) return math.exp(-abs(i - (n - 1) / 2)) end,
  flattop = cosines(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
  hamming = cosines(0.54, 0.46),
  hann = cosines(0.5, 0.5),
  lanczos = function(i, n)
    local x = pi * (2 * i / (n - 1) - 1)
    return x == 0 and 1 or sin(x) / x
  end,
  nuttall = cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411),
  parzen = function(i, n)
    local x = abs(i - (n - 1) / 2) / (n / 2)
    return abs(i - (n - 1) / 2) <= (n - 1) / 4 and 1 - 6 * x ^ 2 + 6 * x ^ 3 or 2 * (1 - x) ^ 3
  end,
  taylor = taylor,
  triang = function(i, n) return 1 - abs(2 * i - n + 1) / (n % 2 == 0 and n or n + 1) end,
  tukey = function(i, n)
    local x = 2 * math.min(i, n - 1 - i) / (n - 1) / 0.5 -- half of the window is tapered
    return x < 1 and 0.5 * (1 - cos(pi * x)) or 1
  end,
}

local aliases = {
  barthann = "brthan bth", bartlett = "bart brt", blackman = "black blk", blackmanharris = "blackharr bkh", bohman = "bman bmn",
  boxcar = "box ones rect rectangular", cosine = "halfcosine", exponential = "poisson", flattop = "flat flt", hamming = "hamm ham", hann = "han",
  lanczos = "sinc", nuttall = "nutl nut", parzen = "parz par", taylor = "taylorwin", triang = "triangle tri", tukey = "tuk",
}
local by_name = {}
for name, others in pairs(aliases) do
  by_name[name] = elements[name]
  for alias in others:gmatch "%S+" do by_name[alias] = elements[name] end
end

-- A name without its ending, which says more than `periodic`.
local function parse(name, periodic)
  local stem = name:match "^(.*)_symmetric$"
  if stem then return stem, false end
  stem = name:match "^(.*)_periodic$"
  if stem then return stem, true end
  return name, periodic
end

function M.exists(name) return by_name[(parse(name))] ~= nil end

-- The n numbers of a window; a periodic one is the symmetric one of n + 1 without its end.
function M.window(name, n, periodic)
  local stem, cut = parse(name, periodic)
  local values, whole = {}, cut and n + 1 or n
  for i = 0, n - 1 do values[i + 1] = n == 1 and 1 or by_name[stem](i, whole) end
  return values
end

return M
