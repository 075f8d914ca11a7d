-- keras.saving.KerasFileEditor: what files hold is shown, compared with models, changed, and read by models again.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local saving, L, ops = keras.saving, keras.layers, keras.ops

local function model_of(...)
  local model = keras.Sequential { L.Input { shape = { 3 } }, ... }
  model:compile { optimizer = "adam", loss = "mse" }
  return model
end

local function refused(pattern, fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  assert.matches(pattern, message)
end

describe("KerasFileEditor", function()
  local path, edited
  before_each(function() path, edited = outside.path "model.keras", outside.path "model.weights.h5" end)

  it("shows what a file holds and compares it with a model", function()
    local model = model_of(L.Dense { 4, name = "one" }, L.Dense { 2, name = "two" })
    model:save(path)
    local editor = saving.KerasFileEditor(path)
    local text = outside.printed(editor.summary, editor)
    assert.matches("layers/dense %(one%)\n    0: shape=%(3, 4%), dtype=float32\n    1: shape=%(4,%), dtype=float32\nlayers/dense_1 %(two%)\n", text)
    local said, result = outside.printed(editor.compare, editor, model)
    assert.same({ status = "success", error_count = 0, match_count = #model.weights + #model.optimizer.variables }, result)
    assert.matches("fits the model: %d+ weights match", said)
    said, result = outside.printed(editor.compare, editor, model_of(L.Dense(4), L.Dense(5), L.Dense(1)))
    assert.equal("error", result.status)
    assert.matches("layers/dense_1/0: shape %(4, 2%) in the file, %(4, 5%) in the model", said)
    assert.matches("layers/dense_2/0: in the model %(shape %(5, 1%)%), missing from the file", said)
  end)

  it("makes a file fit a model that has changed", function()
    local old = model_of(L.Dense { 4 }, L.Dense { 4 }, L.Dense { 2 })
    old:save(path)
    local new = model_of(L.Dense { 4 }, L.Dense { 2 }, L.Dense { 2, use_bias = false })
    local editor = saving.KerasFileEditor(path)
    editor:delete_object "layers/dense_1"
    editor:rename_object("layers/dense_2", "dense_1")
    editor:add_object("layers/dense_2", { ["0"] = ops.ones { 2, 2 }, ["1"] = ops.zeros { 2 } })
    editor:delete_weight("dense_2", "1")
    editor:add_weights("dense_2", { ["0"] = ops.eye(2) * 3 })
    editor:delete_object "optimizer"
    local _, result = outside.printed(editor.compare, editor, keras.Sequential { new })
    assert.equal("error", result.status)
    editor:save(edited)
    new:load_weights(edited)
    local x = ops.reshape(ops.arange(6) / 6, { 2, 3 })
    local expected = old.layers[3](old.layers[1](x)) * 3
    assert.is_true(ops.all(ops.less(ops.abs(new:predict(x, { verbose = 0 }) - expected), 1e-5)):item())
    assert.is_true(ops.all(ops.equal(saving.KerasFileEditor(edited).objects["layers/dense_1"].arrays["1"], new.layers[2].bias.value)):item())
    assert.equal(old.layers[3].name, saving.KerasFileEditor(edited).objects["layers/dense_1"].name)
  end)

  it("says what it can't do", function()
    model_of(L.Dense { 4 }, L.Dense { 2 }):save(path)
    local editor = saving.KerasFileEditor(path)
    refused("expected a `.keras` or `.weights.h5` extension", saving.KerasFileEditor, "m.h5")
    refused("File not found or not readable", saving.KerasFileEditor, "/nowhere/m.keras")
    refused("Path 'layers/dens' not found in the file; did you mean 'layers/dense'", editor.delete_object, editor, "layers/dens")
    refused("there is an object 'layers/dense_1' already", editor.rename_object, editor, "dense", "dense_1")
    refused("new_name is one part of a path, got 'a/b'", editor.rename_object, editor, "dense", "a/b")
    refused("Weight '7' not found in object 'layers/dense', which has 0, 1", editor.delete_weight, editor, "dense", "7")
    refused("'layers' has no weights of its own", editor.add_weights, editor, "layers", {})
    refused("Path 'nothing' not found", editor.add_object, editor, "nothing/dense", {})
    refused("weights is a table of arrays by name", editor.add_object, editor, "dense_9", 3)
    refused("named by strings without '/', got 1", editor.add_object, editor, "dense_9", { 3 })
    refused("weights are saved as `.weights.h5`, got 'm.keras'", editor.save, editor, "m.keras")
    editor:add_object("other", {})
    editor:add_object("other/dense", { ["0"] = core.tensor { 1.0 } })
    refused("Name 'dense' occurs more than once in the file %(layers/dense, other/dense%)", editor.delete_object, editor, "dense")
  end)
end)
