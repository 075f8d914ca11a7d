-- What the configs in files of another version of Keras mean. A file says its version, and what it holds is in the words of that version; what is in memory
-- and what serialize_keras_object gives are in those of the newest. Knows of configs only.
local M = {}

local function exchanged(config) config.alpha, config.beta = config.beta or 0.5, config.alpha or 0.5 end

-- The first version with the newest meaning; of which class's config; what leads from the older meaning to the newest and back.
local changes = {
  -- alpha weighed what is missed, as beta does in the paper
  { 3, 16, "keras.losses", "Tversky", exchanged },
}

local function walk(config, wanted)
  if type(config) ~= "table" then return end
  for _, change in ipairs(wanted) do
    if config.module == change[3] and config.class_name == change[4] and type(config.config) == "table" then change[5](config.config) end
  end
  for _, value in pairs(config) do walk(value, wanted) end
end

-- Turns a config, a fresh tree, from the words of a version ("3.15.1") into the newest, or the other way round. A text that is no version leaves it as it is.
function M.translate(config, version)
  local major, minor = tostring(version):match "^(%d+)%.(%d+)"
  if not major then return end
  major, minor = tonumber(major), tonumber(minor)
  local wanted = {}
  for _, change in ipairs(changes) do
    if major < change[1] or major == change[1] and minor < change[2] then wanted[#wanted + 1] = change end
  end
  if #wanted > 0 then walk(config, wanted) end
end

return M
