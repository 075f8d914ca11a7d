-- keras.models: Model (model.lua, from arguments.lua, batch.lua, compile.lua, compile_loss.lua, compile_metrics.lua, compiled.lua, data.lua, fit.lua, steps.lua,
-- summary.lua and table_text.lua) and Sequential (sequential.lua).
return { Model = require("lunula.models.model").Model, Sequential = require "lunula.models.sequential" }
