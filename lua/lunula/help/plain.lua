-- Documentation of functions that are neither ops nor classes: signature and sentence by full name. Knows of nothing.
local M = {}

local function in_each(spaces, name, signature, text)
  for space in spaces:gmatch "%S+" do M[("keras.%s.%s"):format(space, name)] = { signature, (text:gsub("SPACE", "keras." .. space)) } end
end

local most = "losses constraints metrics regularizers initializers activations optimizers layers callbacks optimizers.schedules"
in_each(most, "get", "identifier",
  "The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.")
in_each(most, "serialize", "object", "The config of an object of SPACE: what keras.saving.serialize_keras_object gives.")
in_each(most, "deserialize", "config, custom_objects = nil",
  "The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.")
M["keras.activations.get"][2] = "The function that an identifier means: a name, a registered name, a config, a class, an object or a function; nil gives linear."
M["keras.activations.serialize"][2] = "The name of a built-in activation, else its config."
M["keras.activations.linear"] = { "x", "x itself." }

M["keras.saving.register_keras_serializable"] = { 'object, { package = "Custom", name = its own, module = nil, replace = false }',
  "Registers a custom class or function under package>name, by which configs name it, and gives it back. A taken key is an error unless replace is set. "
  .. "A function needs a name; module is the Python module that configs name too." }
M["keras.saving.get_registered_name"] = { "object", "The key that a class or function is registered under, or the class's own name." }
M["keras.saving.get_registered_object"] = { "name, custom_objects = nil, module_objects = nil",
  "What a key stands for: the scope's, the registry's, then those of the two tables; nil when nothing." }
M["keras.saving.get_custom_objects"] = { "", "The table of everything registered, by key; what is put into it is found." }
M["keras.saving.custom_object_scope"] = { "custom_objects, fn, ...",
  "Runs fn(...) with these classes and functions (a table by name, or a list) in sight. It hides the scope around it and ends with fn, however fn ends." }
M["keras.saving.CustomObjectScope"] = M["keras.saving.custom_object_scope"]
M["keras.saving.serialize_keras_object"] = { "object",
  "The config of an object: { module, class_name, config, registered_name }. Plain values stay; tensors, slices and functions get forms of their own. What "
  .. "can't be written (a closure, an argument that get_config forgets) is an error that says where." }
M["keras.saving.deserialize_keras_object"] = { "config, custom_objects = nil, safe_mode = true",
  "The object of a config. Custom classes are found by their key in custom_objects (by name, or a list), the scope and the registry; nothing in a config runs "
  .. "code. Errors give the place in the config, the key that was looked up, the nearest keys and the line that mends it." }
M["keras.saving.inspect"] = { "config, { custom_objects = nil }",
  "What a config needs from outside, without building it: a list of { path, kind, name, key, found, message }, one for each custom class or function." }
M["keras.saving.python_stub"] = { "object",
  "Python source that registers a twin of a custom class or registered function there, with the same key and arguments; its body is left to write." }

M["keras.help"] = { "x = nil", "Prints the documentation of a class, an instance, a function, a namespace or the name of one; without x a list of what there is." }
M["keras.jit"] = { "fn", "A function that computes what fn does, from a graph: traced once for each signature of its arguments, then only run." }
M["keras.value_and_grad"] = { "fn", "A function that gives fn's value, one float number, and its gradients by each tensor argument." }
M["keras.Input"] = { "shape, ...", "The input of a model: an InputLayer." }
M["keras.layers.Input"] = M["keras.Input"]
M["keras.utils.check_gradient"] = { "fn, ...",
  "Compares the gradients of fn(...), one float number, by its float64 tensors with central differences and gives the largest error; above 1e-5 is an error." }
M["keras.utils.set_random_seed"] = { "n", "Every draw after it that names no seed of its own is a function of n." }

return M
