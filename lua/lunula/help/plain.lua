-- Documentation of functions that are neither ops nor classes: { signature, sentence, results } by full name, results as members.lua writes them. Knows of nothing.
local M = {}

local function in_each(spaces, name, signature, text, results)
  for space in spaces:gmatch "%S+" do M[("keras.%s.%s"):format(space, name)] = { signature, (text:gsub("SPACE", "keras." .. space)), results } end
end

local most = "losses constraints metrics regularizers initializers activations optimizers layers callbacks optimizers.schedules"
in_each(most, "get", "identifier",
  "The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.", "any")
in_each(most, "serialize", "object", "The config of an object of SPACE: what keras.saving.serialize_keras_object gives.", "table")
in_each(most, "deserialize", "config, custom_objects = nil",
  "The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.", "any")
M["keras.activations.get"][2] = "The function that an identifier means: a name, a registered name, a config, a class, an object or a function; nil gives linear."
M["keras.activations.serialize"][2] = "The name of a built-in activation, else its config."
M["keras.activations.linear"] = { "x", "x itself.", "keras.Tensor" }

M["keras.saving.register_keras_serializable"] = { 'object, { package = "Custom", name = its own, module = nil, replace = false }',
  "Registers a custom class or function under package>name, by which configs name it, and gives it back. A taken key is an error unless replace is set. "
  .. "A function needs a name; module is the Python module that configs name too.", "any" }
M["keras.saving.get_registered_name"] = { "object", "The key that a class or function is registered under, or the class's own name.", "string" }
M["keras.saving.get_registered_object"] = { "name, custom_objects = nil, module_objects = nil",
  "What a key stands for: the scope's, the registry's, then those of the two tables; nil when nothing.", "any" }
M["keras.saving.get_custom_objects"] = { "", "The table of everything registered, by key; what is put into it is found.", "table" }
M["keras.saving.custom_object_scope"] = { "custom_objects, fn, ...",
  "Runs fn(...) with these classes and functions (a table by name, or a list) in sight. It hides the scope around it and ends with fn, however fn ends.", "any; ..." }
M["keras.saving.CustomObjectScope"] = M["keras.saving.custom_object_scope"]
M["keras.saving.serialize_keras_object"] = { "object",
  "The config of an object: { module, class_name, config, registered_name }. Plain values stay; tensors, slices and functions get forms of their own. What "
  .. "can't be written (a closure, an argument that get_config forgets) is an error that says where.", "any" }
M["keras.saving.deserialize_keras_object"] = { "config, custom_objects = nil, safe_mode = true",
  "The object of a config. Custom classes are found by their key in custom_objects (by name, or a list), the scope and the registry; nothing in a config runs "
  .. "code. Errors give the place in the config, the key that was looked up, the nearest keys and the line that mends it.", "any" }
M["keras.saving.inspect"] = { "config or path, { custom_objects = nil }",
  "What a config needs from outside, without building it: a list of { path, kind, name, key, found, message }, one for each custom class or function. Of a .keras, "
  .. ".weights.h5 or .h5 file { format, members, keras_version, date_saved, lunula_version, config, class_name, name, layers, compiled, custom, weights = { { path, "
  .. "shape, dtype, bytes, owner } }, weight_bytes, suspicious }.", "table" }
M["keras.saving.python_stub"] = { "object, { custom_objects = nil }",
  "Python source that registers a twin of a custom class or registered function there, with the same key and arguments; its body is left to write. Of a model, a "
  .. "config or the path of a file: of all that it names.", "string" }

M["keras.help"] = { "x = nil", "Prints the documentation of a class, an instance, a function, a namespace or the name of one; without x a list of what there is." }
M["keras.jit"] = { "fn", "A function that computes what fn does, from a graph: traced once for each signature of its arguments, then only run.", "keras.Compiled" }
M["keras.value_and_grad"] = { "fn, variables = nil",
  "A function that gives fn's value, one float number, and its gradients by each tensor argument; with a list of variables, the list of gradients by those.",
  "fun(...: any): keras.Tensor, any" }
M["keras.Input"] = { "{ shape = nil, batch_size = nil, dtype = nil, name = nil, batch_shape = nil }",
  "The symbolic tensor that a model receives, by the shape of one sample: what goes through layers and ops until keras.Model { inputs = ..., outputs = ... }.",
  "keras.Tensor" }
M["keras.layers.Input"] = M["keras.Input"]
for name, what in pairs { add = "sum", average = "mean", maximum = "largest elements", minimum = "smallest elements", multiply = "product", subtract = "difference" } do
  M["keras.layers." .. name] = { "inputs, ...", ("The %s of a list of tensors, as the layer of that name gives it."):format(what), "keras.Tensor" }
end
M["keras.layers.concatenate"] = { "inputs, axis = -1, ...", "A list of tensors one behind the other, as the layer Concatenate gives it.", "keras.Tensor" }
M["keras.layers.dot"] = { "inputs, axes, normalize = false, ...", "The products of two tensors along axes, as the layer Dot gives them.", "keras.Tensor" }
M["keras.models.clone_model"] = { "model, { input_tensors = nil, clone_function = nil, call_function = nil, recursive = false }",
  "A model like this one, with layers of its own, whose weights are fresh. clone_function(layer) may give another layer.", "keras.Model" }
M["keras.models.model_from_json"] = { "json_string, custom_objects = nil", "The model of a text that model:to_json() gave, with fresh weights.", "keras.Model" }

local load = { "filepath, { custom_objects = nil, compile = true, safe_mode = true }", "The model of a .keras file, or of a whole-model .h5 of older Keras, with "
  .. "its optimizer's state. Nothing in the file is run; custom classes are found by registration or in custom_objects. Without its custom loss it opens "
  .. "uncompiled, with a warning. A file that doesn't fit its own config is an error.", "keras.Model" }
local save = { "model, filepath, { overwrite = true }", "Config, weights and the optimizer's state as a .keras file, which is replaced at once." }
M["keras.models.load_model"], M["keras.saving.load_model"], M["keras.models.save_model"], M["keras.saving.save_model"] = load, load, save, save
M["keras.saving.save_weights"] = { "model, filepath, { overwrite = true, extra = nil }",
  "Weights and the optimizer's state as a .weights.h5 file, which is replaced at once. extra: further { path = \"lunula/...\", tensor = } for the file." }
M["keras.saving.load_weights"] = { "model, filepath, { skip_mismatch = false, objects_to_skip = nil, by_name = false }",
  "Weights from a .weights.h5, a .keras or an older .h5. What doesn't fit is an error that changes nothing; with skip_mismatch the rest is loaded." }

M["keras.saving.KerasFileEditor"] = { "filepath", "The weights in a .keras or .weights.h5 file by object, to be changed. summary() prints them, compare(model) "
  .. "prints what doesn't fit a model and gives { status, error_count, match_count }; rename_object(name, new_name), delete_object(name), "
  .. "add_object(path, weights), delete_weight(object, name) and add_weights(object, weights) change them, where an object is named by its path "
  .. "(\"layers/dense\") or a part of it that occurs once and weights are arrays by name (\"0\", \"1\", ...); save(path) and resave_weights(path) write a "
  .. ".weights.h5. The file that was opened stays as it is.", "table" }

M["keras.io.load_npy"] = { "path", "The tensor of a .npy file.", "keras.Tensor" }
M["keras.io.save_npy"] = { "path, x", "Writes a tensor, a variable or nested tables as a .npy file, which is replaced at once: on an error the old one stays." }
M["keras.io.load_npz"] = { "path", "The tensors of a .npz file by name, and the list of the names in the file's order.", "table<string, keras.Tensor>; string[]" }
M["keras.io.save_npz"] = { "path, tensors, { compressed = false }",
  "Writes { name = tensor, ... }, { { name, tensor }, ... } or { tensor, ... } as a .npz file, which is replaced at once." }

M["keras.json.decode"] = { "text", "A JSON text as Lua values: objects keep the order of their keys, null is keras.null, integers and floats stay apart.", "any" }
M["keras.json.encode"] = { "value, { indent = nil }", "The text that Python's json.dumps writes.", "string" }
M["keras.json.keys"] = { "object", "The keys of an object in the order in which they are written.", "string[]" }
M["keras.json.object"] = { "t = {}, keys = {}", "The table t as an object whose keys have this order; those not named follow, sorted.", "table" }
M["keras.json.number"] = { "text", "An integer of any size.", "table" }

M["keras.config.floatx"] = { "", "The default float dtype, float32 unless set.", "string" }
M["keras.config.set_floatx"] = { "dtype", "Makes float16, bfloat16, float32 or float64 the default float dtype." }
M["keras.config.epsilon"] = { "", "The small number that keeps divisions and logarithms finite, 1e-7 unless set.", "number" }
M["keras.config.set_epsilon"] = { "value", "Sets it." }
M["keras.config.dtype_policy"] = { "", "The policy of layers that name none: floatx's unless set.", "keras.DTypePolicy" }
M["keras.config.set_dtype_policy"] = { "policy", "Sets it: a name (mixed_float16), a policy or its config." }
M["keras.config.backend"] = { "", "lunula.", "string" }
M["keras.config.image_data_format"] = { "", "channels_last.", "string" }
M["keras.config.memory"] = { "", "{ live_bytes, live_tensors, lent_bytes, cached_bytes, requests, limit }: what tensors hold, what Lua itself holds where the "
  .. "limit counts that too, and the limit in bytes (0: none).", "table" }
M["keras.config.set_memory_limit"] = { "bytes", "From here on an op that would hold more is an error; 0 means no limit." }
M["keras.config.threads"] = { "n = nil", "Sets (0: one per core) and gives the number of threads.", "integer" }
M["keras.utils.check_gradient"] = { "fn, ...",
  "Compares the gradients of fn(...), one float number, by its float64 tensors with central differences and gives the largest error; above 1e-5 is an error.", "number" }
M["keras.utils.set_random_seed"] = { "n", "Every draw after it that names no seed of its own is a function of n." }

return M
