-- keras.models: Model (model.lua, from arguments.lua, batch.lua, compile.lua, compile_loss.lua, compile_metrics.lua, compiled.lua, data.lua, fit.lua, progress.lua,
-- steps.lua, summary.lua and table_text.lua), Sequential (sequential.lua), Functional (functional.lua, from graph.lua and functional_config.lua) and copies of
-- models (clone.lua).
local class = require "lunula.class"
local Model = require("lunula.models.model").Model
local Functional = require "lunula.models.functional"
local clone = require "lunula.models.clone"
local files = require "lunula.files.formats"

-- keras.Model { inputs = ..., outputs = ... } or keras.Model(inputs, outputs, { name = ... }) is a Functional, which files may call keras.Model too.
Model.construct = Functional
class.builtins["keras.Model"] = Functional

return { Model = Model, Sequential = require "lunula.models.sequential", Functional = Functional, clone_model = clone.clone_model,
  model_from_json = clone.model_from_json, save_model = files.save_model, load_model = files.load_model }
