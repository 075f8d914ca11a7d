-- keras.saving. registry: names of custom objects; functions: names of built-in functions; special: values that only Python has; serialize, deserialize
-- (with lookup): objects to configs and back; inspect: what a config needs; stand_in: what stands for a missing object that predictions don't
-- need; python_stub: a class for the other side.
local registry = require "lunula.saving.registry"

return {
  register_keras_serializable = registry.register_keras_serializable,
  get_registered_name = registry.get_registered_name,
  get_registered_object = registry.get_registered_object,
  get_custom_objects = registry.get_custom_objects,
  custom_object_scope = registry.custom_object_scope,
  CustomObjectScope = registry.custom_object_scope,
  serialize_keras_object = require("lunula.saving.serialize").serialize_keras_object,
  deserialize_keras_object = require("lunula.saving.deserialize").deserialize_keras_object,
  inspect = require("lunula.saving.inspect").inspect,
  python_stub = require("lunula.saving.python_stub").python_stub,
}
