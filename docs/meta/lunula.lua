---@meta lunula
-- Made by docs/generate.lua; not edited by hand.
---@class keras.Tensor
---@class keras
local keras = {}
---@class keras.Loss
---@field name any
---@field reduction any
---@field dtype any
--- Loss(name, { call = function(self, y_true, y_pred) ... end }): call gives one value per sample; the instance reduces them with sample weights and masks.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Loss
function keras.Loss(name, members) end
---@class keras.Constraint
--- Constraint(name, { call = function(self, w) ... end }): maps a weight to one that satisfies it. Config: the declared params.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Constraint
function keras.Constraint(name, members) end
---@class keras.Layer
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Layer(name, { build = function(self, input_shape) ... end, call = function(self, x, options) ... end }): options has training and mask.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Layer
function keras.Layer(name, members) end
---@class keras.Metric
---@field name any
---@field dtype any
--- Metric(name, { initialize, update_state = function(self, y_true, y_pred, sample_weight) ... end, result = function(self) ... end }).
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Metric
function keras.Metric(name, members) end
---@class keras.Optimizer
---@field learning_rate any
---@field weight_decay any
---@field clipnorm any
---@field clipvalue any
---@field global_clipnorm any
---@field use_ema any
---@field ema_momentum any
---@field ema_overwrite_frequency any
---@field loss_scale_factor any
---@field gradient_accumulation_steps any
---@field name any
--- Optimizer(name, { update_step = function(self, gradient, variable, learning_rate, index) ... end, slots = function(self, variables) ... end }).
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Optimizer
function keras.Optimizer(name, members) end
---@class keras.Regularizer
--- Regularizer(name, { call = function(self, w) ... end }): maps a weight to a scalar penalty. Config: the declared params.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Regularizer
function keras.Regularizer(name, members) end
---@class keras.Initializer
--- Initializer(name, { call = function(self, shape, options) ... end }): instance(shape, { dtype }) gives a tensor.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Initializer
function keras.Initializer(name, members) end
---@class keras.Callback
--- Callback(name, { on_epoch_end = function(self, epoch, logs) ... end, ... }); self.model is the model, self.params what fit was given.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Callback
function keras.Callback(name, members) end
---@class keras.LearningRateSchedule
--- LearningRateSchedule(name, { call = function(self, step) ... end }): step is the optimizer's counter, an int32 scalar.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.LearningRateSchedule
function keras.LearningRateSchedule(name, members) end
---@class keras.Model
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Model(name, { call = function(self, x, options) ... end }): a layer that trains: compile, fit, evaluate, predict.
---@param name string
---@param members table
---@return fun(arguments?: any, ...): keras.Model
function keras.Model(name, members) end
---@class keras.Sequential: keras.Model
---@field layers any
---@field input_shape any
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Sequential { input_shape = { ... }, layer, layer, ... }: layers one after the other.
---@param arguments? { layers?: any, input_shape?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@return keras.Sequential
function keras.Sequential(arguments, ...) end
---@class keras.DTypePolicy: keras.DTypePolicy
---@field name any
--- DTypePolicy(name): a dtype for variables and computation alike; mixed_float16 and mixed_bfloat16 keep float32 variables and compute in 16 bits.
---@param arguments? { name: any }|any
---@return keras.DTypePolicy
function keras.DTypePolicy(arguments, ...) end
---@class keras.random.SeedGenerator: keras.SeedGenerator
---@field seed any
---@field name any
--- SeedGenerator(seed = nil, name = nil): a source of seeds that changes at every draw.
---@param arguments? { seed?: any, name?: any }|any
---@return keras.random.SeedGenerator
function keras.SeedGenerator(arguments, ...) end
--- The input of a model: an InputLayer.
function keras.Input(...) end
--- A function that computes what fn does, from a graph: traced once for each signature of its arguments, then only run.
function keras.jit(...) end
--- A function that gives fn's value, one float number, and its gradients by each tensor argument.
function keras.value_and_grad(...) end
--- Prints the documentation of a class, an instance, a function, a namespace or the name of one; without x a list of what there is.
function keras.help(...) end
keras.ops = {}
--- The absolute value.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.abs(x) end
--- The absolute value.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.absolute(x) end
--- Sum of two tensors, element by element, with broadcasting.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.add(x1, x2) end
--- Whether every element over axes (all when nil) is true or not zero, as bool; true of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.all(x, axis, keepdims) end
--- The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.amax(x, axis, keepdims) end
--- The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.amin(x, axis, keepdims) end
--- Whether any element over axes (all when nil) is true or not zero, as bool; false of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.any(x, axis, keepdims) end
--- start, start + step, ... before stop; with one argument 0, 1, ... before it. Integers give int32, other numbers the default float dtype, unless dtype is given. Arguments that aren't numbers, a step of 0 and more elements than a tensor can have are errors.
---@param start any
---@param stop? any
---@param step? any
---@param dtype? string
---@return any
function keras.ops.arange(start, stop, step, dtype) end
--- The angle in radians whose cosine is x; nan outside [-1, 1].
---@param x keras.Tensor|number|table
---@return any
function keras.ops.arccos(x) end
--- The inverse hyperbolic cosine; nan below 1.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.arccosh(x) end
--- The angle in radians whose sine is x; nan outside [-1, 1].
---@param x keras.Tensor|number|table
---@return any
function keras.ops.arcsin(x) end
--- The inverse hyperbolic sine.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.arcsinh(x) end
--- The angle in radians whose tangent is x.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.arctan(x) end
--- The angle in radians of the point (x2, x1).
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.arctan2(x1, x2) end
--- The inverse hyperbolic tangent; nan outside [-1, 1].
---@param x keras.Tensor|number|table
---@return any
function keras.ops.arctanh(x) end
--- The index (int32, from 0) of the largest element along an axis, or in C order when axis is nil; the first of equals, nan counting as largest. Nothing to choose from and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param axis? integer
---@param keepdims? boolean
---@return any
function keras.ops.argmax(x, axis, keepdims) end
--- The index (int32, from 0) of the smallest element along an axis, or in C order when axis is nil; the first of equals, nan counting as smallest. Nothing to choose from and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param axis? integer
---@param keepdims? boolean
---@return any
function keras.ops.argmin(x, axis, keepdims) end
--- The indices (int32, from 0) that put x in ascending order along an axis, or all elements in C order when axis is nil. Equal elements keep their order, nan comes last. The shape is that of x, or one axis when axis is nil. An axis out of range is an error.
---@param x keras.Tensor|number|table
---@param axis? integer
---@return any
function keras.ops.argsort(x, axis) end
--- A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has entries of other types or is no list is an error.
---@param x any
---@param dtype? string
---@return any
function keras.ops.array(x, dtype) end
--- x repeated along axes of length 1, and along new axes in front, to a shape. A view. A shape that x doesn't broadcast to is an error.
---@param x keras.Tensor|number|table
---@param shape table
---@return any
function keras.ops.broadcast_to(x, shape) end
--- x as another dtype. Floats become integers by truncation, saturating at the ends (nan gives 0); integers wrap; bool is "not zero". The same dtype gives x itself. A dtype of no such name is an error.
---@param x keras.Tensor|number|table
---@param dtype string
---@return any
function keras.ops.cast(x, dtype) end
--- The smallest integer not below x, as a float.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.ceil(x) end
--- max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0), element by element.
---@param x keras.Tensor|number|table
---@param alpha? number
---@return any
function keras.ops.celu(x, alpha) end
--- min(max(x, x_min), x_max), element by element, with broadcasting; x_max wins where the bounds cross. The dtype is the promoted one; bool counts as int32. Shapes that don't broadcast are an error.
---@param x keras.Tensor|number|table
---@param x_min keras.Tensor|number|table
---@param x_max keras.Tensor|number|table
---@return any
function keras.ops.clip(x, x_min, x_max) end
--- The tensors one after the other along an axis; their other dimensions agree. The dtype is the promoted one. No tensors, other dimensions that differ and an axis out of range are errors.
---@param xs table
---@param axis? integer
---@return any
function keras.ops.concatenate(xs, axis) end
--- true_fn() where the scalar pred is true (not zero), else false_fn(). In a compiled function both run and the results are selected: they have one structure, dtype and shape, and assign nothing. A pred of more than one element is an error.
---@param pred keras.Tensor|number|table
---@param true_fn any
---@param false_fn any
---@return any
function keras.ops.cond(pred, true_fn, false_fn) end
--- A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has entries of other types or is no list is an error.
---@param x any
---@param dtype? string
---@return any
function keras.ops.convert_to_tensor(x, dtype) end
--- The cosine of x radians.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.cos(x) end
--- The hyperbolic cosine.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.cosh(x) end
--- Running sums along an axis; of all elements in C order, on one axis, when axis is nil. bool counts in int32, other dtypes stay; x is cast to dtype first when it is given. An axis out of range is an error.
---@param x keras.Tensor|number|table
---@param axis? integer
---@param dtype? string
---@return any
function keras.ops.cumsum(x, axis, dtype) end
--- Quotient x1 / x2; integers give the default float dtype. Division by zero gives inf or nan.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.divide(x1, x2) end
--- Quotient x1 / x2 that is 0 where x2 is 0.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.divide_no_nan(x1, x2) end
--- NumPy's dot: the product with a scalar, otherwise the products summed over the last axis of x1 and the last but one of x2 (the only one of a vector). The dtype is matmul's. Axes of different lengths are an error.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.dot(x1, x2) end
--- x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element.
---@param x keras.Tensor|number|table
---@param alpha? number
---@return any
function keras.ops.elu(x, alpha) end
--- x1 == x2, element by element, as bool. (Lua's == compares identity.)
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.equal(x1, x2) end
--- The error function.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.erf(x) end
--- e to the power of x.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.exp(x) end
--- 2 to the power of x.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.exp2(x) end
--- x with axes of length 1 added so that they stand at the positions axis of the result. A view. A position out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis integer|integer[]
---@return any
function keras.ops.expand_dims(x, axis) end
--- exp(x) - 1, accurate near 0.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.expm1(x) end
--- N by M (N by N when M is nil) with ones on the k-th diagonal (above the main one for k > 0), zeros elsewhere; the default float dtype unless given. Negative sizes are errors.
---@param N integer
---@param M? integer
---@param k? integer
---@param dtype? string
---@return any
function keras.ops.eye(N, M, k, dtype) end
--- x in reverse order along the given axes (all when nil). A view. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@return any
function keras.ops.flip(x, axis) end
--- The largest integer not above x, as a float.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.floor(x) end
--- The largest integer not above x1 / x2. Integer division by zero gives 0.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.floor_divide(x1, x2) end
--- val = body_fun(i, val) for i from lower to upper - 1, beginning with init_val. The bounds are known integers, else an error.
---@param lower any
---@param upper any
---@param body_fun any
---@param init_val any
---@return any
function keras.ops.fori_loop(lower, upper, body_fun, init_val) end
--- A tensor of a shape filled with a value, which broadcasts to it. The dtype is the default float dtype unless given. A negative dimension and a value that doesn't broadcast are errors.
---@param shape table
---@param fill_value keras.Tensor|number|table
---@param dtype? string
---@return any
function keras.ops.full(shape, fill_value, dtype) end
--- fill_value, which broadcasts, in the shape of x, and in its dtype unless another is given. A fill_value that doesn't broadcast is an error.
---@param x keras.Tensor|number|table
---@param fill_value keras.Tensor|number|table
---@param dtype? string
---@return any
function keras.ops.full_like(x, fill_value, dtype) end
--- x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
---@param x keras.Tensor|number|table
---@param approximate? boolean
---@return any
function keras.ops.gelu(x, approximate) end
--- x1 > x2, element by element, as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.greater(x1, x2) end
--- x1 >= x2, element by element, as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.greater_equal(x1, x2) end
--- relu6(x + 3) / 6, element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.hard_sigmoid(x) end
--- x * hard_sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.hard_silu(x) end
--- min(max(x, -1), 1), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.hard_tanh(x) end
--- x is neither infinite nor nan, as bool.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.isfinite(x) end
--- x is inf or -inf, as bool.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.isinf(x) end
--- x is nan, as bool.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.isnan(x) end
--- x where x > 0, negative_slope * x elsewhere, element by element.
---@param x keras.Tensor|number|table
---@param negative_slope? number
---@return any
function keras.ops.leaky_relu(x, negative_slope) end
--- x1 < x2, element by element, as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.less(x1, x2) end
--- x1 <= x2, element by element, as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.less_equal(x1, x2) end
--- num numbers evenly spaced from start to stop, with stop itself when endpoint is true. start and stop broadcast together; the numbers lie on a new axis of the result. The dtype is the promoted one with the default float dtype unless given; an integer dtype gets the floor. With retstep the spacing is a second result (nan when there is none). A negative num, an axis out of range and shapes that don't broadcast are errors.
---@param start keras.Tensor|number|table
---@param stop keras.Tensor|number|table
---@param num? integer
---@param endpoint? boolean
---@param retstep? boolean
---@param dtype? string
---@param axis? integer
---@return any
function keras.ops.linspace(start, stop, num, endpoint, retstep, dtype, axis) end
--- The natural logarithm: -inf at 0, nan below.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.log(x) end
--- The logarithm to base 10.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.log10(x) end
--- log(1 + x), accurate near 0.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.log1p(x) end
--- The logarithm to base 2.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.log2(x) end
--- log(sigmoid(x)), element by element, without overflow.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.log_sigmoid(x) end
--- log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@return any
function keras.ops.log_softmax(x, axis) end
--- log(exp(x1) + exp(x2)) without overflow.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.logaddexp(x1, x2) end
--- Both are true (not zero), as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.logical_and(x1, x2) end
--- x is zero or false, as bool.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.logical_not(x) end
--- At least one is true (not zero), as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.logical_or(x1, x2) end
--- Exactly one is true (not zero), as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.logical_xor(x1, x2) end
--- log(sum(exp(x))) over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), without overflow. Integers give the default float dtype. -inf of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.logsumexp(x, axis, keepdims) end
--- f(x) for each x along the first axis of xs, stacked. No rows is an error.
---@param f any
---@param xs any
---@return any
function keras.ops.map(f, xs) end
--- The matrix product of the last two axes; leading axes broadcast; a vector counts as a row on the left, a column on the right, and its axis is dropped from the result. Half types are summed in float32.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.matmul(x1, x2) end
--- The largest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice. With a number `initial`, which takes part too, there is always one.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param initial? any
---@return any
function keras.ops.max(x, axis, keepdims, initial) end
--- The larger of two elements; nan if either is.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.maximum(x1, x2) end
--- The mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true): their sum, divided by how many they are. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.mean(x, axis, keepdims) end
--- The smallest element over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), in the dtype of x; nan if there is one. Equal elements share the gradient. Nothing to choose from is an error, as is an axis out of range or given twice. With a number `initial`, which takes part too, there is always one.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param initial? any
---@return any
function keras.ops.min(x, axis, keepdims, initial) end
--- The smaller of two elements; nan if either is.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.minimum(x1, x2) end
--- Remainder of x1 / x2 with the sign of x2, as Python's %. Integer modulo zero gives 0.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.mod(x1, x2) end
--- Product of two tensors, element by element, with broadcasting.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.multiply(x1, x2) end
--- The number of axes, an integer.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.ndim(x) end
--- The negative -x, element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.negative(x) end
--- The norm of vectors along one axis or of matrices over two; of all elements when axis is nil. ord nil: the square root of the sum of squares. Vectors: 1, 2, 0 (how many aren't 0), math.huge and -math.huge (the largest and smallest), any other p: sum(|x|^p)^(1/p). Matrices: "fro" (Frobenius), "nuc" (the sum of the singular values), 2 and -2 (the largest and smallest of them), 1 and -1 (the largest and smallest sum of a column), math.huge and -math.huge (of a row). Integers give the default float dtype. Another ord, more than two axes (with an ord: also of x, when axis is nil) and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param ord? any
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.norm(x, ord, axis, keepdims) end
--- x1 ~= x2, element by element, as bool.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.not_equal(x1, x2) end
--- Rows of zeros with a one at the place that each element of x names, on a new axis of length num_classes; anything but an integer in [0, num_classes) gives zeros. The dtype is the default float dtype unless given. A negative num_classes and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param num_classes integer
---@param axis? integer
---@param dtype? string
---@return any
function keras.ops.one_hot(x, num_classes, axis, dtype) end
--- Ones of a shape; the default float dtype unless given. A negative dimension is an error.
---@param shape table
---@param dtype? string
---@return any
function keras.ops.ones(shape, dtype) end
--- Ones of the shape of x, and of its dtype unless another is given.
---@param x keras.Tensor|number|table
---@param dtype? string
---@return any
function keras.ops.ones_like(x, dtype) end
--- x with entries added around it: one width, one pair {before, after} or a pair per axis. The mode tells which: "constant" (constant_values, 0 by default), "edge" (the outermost), "reflect" (mirrored without the outermost), "symmetric" (mirrored with it) or "wrap" (from the other end). The dtype stays. Negative widths, a wrong number of pairs, constant_values with another mode, and an empty axis with nothing to repeat are errors.
---@param x keras.Tensor|number|table
---@param pad_width any
---@param mode? string
---@param constant_values? any
---@return any
function keras.ops.pad(x, pad_width, mode, constant_values) end
--- x1 to the power of x2. An integer to a negative power gives 0 (1 and -1 apart).
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.power(x1, x2) end
--- The product over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). bool, int8 and int16 multiply as int32, uint8 and uint16 as uint32, other dtypes as themselves, unless dtype says otherwise; integers wrap. 1 of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@param dtype? string
---@return any
function keras.ops.prod(x, axis, keepdims, dtype) end
--- All elements on one axis, in C order. A view where x lies in that order.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.ravel(x) end
--- 1 / x.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.reciprocal(x) end
--- max(x, 0); the gradient at 0 is 0.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.relu(x) end
--- min(max(x, 0), 6), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.relu6(x) end
--- Each slice along an axis (each element in C order when axis is nil) repeats times in a row; a list has one count for each. The dtype stays. Negative counts, counts that aren't integers, a list of another length and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param repeats any
---@param axis? integer
---@return any
keras.ops["repeat"] = function(x, repeats, axis) end
--- The same elements in C order under another shape; one dimension may be -1 and is worked out. A view where x lies in C order. A number of elements that doesn't fit is an error.
---@param x keras.Tensor|number|table
---@param newshape table
---@return any
function keras.ops.reshape(x, newshape) end
--- x with its elements moved shift places towards the end of an axis, those that leave it coming back at its start; of all elements in C order, the shape kept, when axis is nil. Lists of shifts and axes are taken in pairs, a single one with each of the others; an axis may come again. Shifts that aren't integers, lists of different lengths and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param shift any
---@param axis? integer|integer[]
---@return any
function keras.ops.roll(x, shift, axis) end
--- x rounded to a number of decimals (to tens, hundreds, ... when negative), halves to even. The dtype stays.
---@param x keras.Tensor|number|table
---@param decimals? integer
---@return any
function keras.ops.round(x, decimals) end
--- 1 / sqrt(x).
---@param x keras.Tensor|number|table
---@return any
function keras.ops.rsqrt(x) end
--- carry, y = f(carry, x) for each x along the first axis of xs (or `length` times with nil), beginning with init; gives the last carry and the ys stacked (nil where f gives none). Neither xs nor length, or lengths that differ, is an error.
---@param f any
---@param init any
---@param xs? any
---@param length? integer
---@param reverse? boolean
---@param unroll? any
---@return any
function keras.ops.scan(f, init, xs, length, reverse, unroll) end
--- 1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).
---@param x keras.Tensor|number|table
---@return any
function keras.ops.selu(x) end
--- The shape as a list of integers; keras.null where a symbol's dimension is unknown.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.shape(x) end
--- 1 / (1 + exp(-x)), without overflow.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.sigmoid(x) end
--- -1, 0 or 1; nan for nan.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.sign(x) end
--- x * sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.silu(x) end
--- The sine of x radians.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.sin(x) end
--- The hyperbolic sine.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.sinh(x) end
--- The number of elements, an integer.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.size(x) end
--- The block of a shape that begins at start_indices, one start and one size per axis; negative starts count from the end, a size of -1 reaches to the end. A view. A wrong number of them and a block that leaves inputs are errors.
---@param inputs keras.Tensor|number|table
---@param start_indices integer[]
---@param shape integer[]
---@return any
function keras.ops.slice(inputs, start_indices, shape) end
--- exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@return any
function keras.ops.softmax(x, axis) end
--- log(1 + exp(x)), without overflow.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.softplus(x) end
--- x / (1 + |x|), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.softsign(x) end
--- x in ascending order along an axis, or all its elements on one axis when axis is nil; nan comes last. The dtype stays. An axis out of range is an error.
---@param x keras.Tensor|number|table
---@param axis? integer
---@return any
function keras.ops.sort(x, axis) end
--- A list of parts along an axis: that many equal ones, or cut before each of a list of indices (negative ones count from the end, those beyond it give empty parts). Views. A number that doesn't divide the length, indices that aren't integers and an axis out of range are errors.
---@param x keras.Tensor|number|table
---@param indices_or_sections any
---@param axis? integer
---@return any
function keras.ops.split(x, indices_or_sections, axis) end
--- The square root; nan below 0.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.sqrt(x) end
--- x * x.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.square(x) end
--- x without the given axes, which have length 1 (all such axes when axis is nil). A view. An axis of another length, out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@return any
function keras.ops.squeeze(x, axis) end
--- Tensors of one shape one after the other along a new axis of the result. The dtype is the promoted one. No tensors, shapes that differ and an axis out of range are errors.
---@param x table
---@param axis? integer
---@return any
function keras.ops.stack(x, axis) end
--- The square root of the variance over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.std(x, axis, keepdims) end
--- The same value, as a constant to gradients: none flows through it.
---@param variable keras.Tensor|number|table
---@return any
function keras.ops.stop_gradient(variable) end
--- Difference x1 - x2, element by element, with broadcasting.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.subtract(x1, x2) end
--- The sum over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), pairwise with a fixed shape, so that the bits don't depend on threads. bool, int8 and int16 add up as int32, uint8 and uint16 as uint32, other dtypes as themselves; integers wrap. 0 of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.sum(x, axis, keepdims) end
--- x with two axes exchanged. A view. An axis out of range is an error.
---@param x keras.Tensor|number|table
---@param axis1 integer
---@param axis2 integer
---@return any
function keras.ops.swapaxes(x, axis1, axis2) end
--- x * sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.swish(x) end
--- branches[clamp(index) + 1](operand): index counts from 0 and is clamped to the branches. operands is a list of arguments. No branches is an error.
---@param index keras.Tensor|number|table
---@param branches any
---@param operands? any
---@return any
function keras.ops.switch(index, branches, operands) end
--- Slices of x along an axis (elements in C order when axis is nil) at integer indices; the axis is replaced by the axes of indices, the dtype is that of x. Negative indices count from the end; an index out of range is an error, as are indices that aren't integers.
---@param x keras.Tensor|number|table
---@param indices keras.Tensor|number|table
---@param axis? integer
---@return any
function keras.ops.take(x, indices, axis) end
--- The elements of x at integer indices along an axis, position by position: result[i, j] = x[i, indices[i, j]] for axis 1 of two; of all elements in C order when axis is nil (indices then have one axis). The other axes of x and indices broadcast. Negative indices count from the end; an index out of range is an error, as are indices that aren't integers or whose number of axes or lengths don't fit.
---@param x keras.Tensor|number|table
---@param indices keras.Tensor|number|table
---@param axis? integer
---@return any
function keras.ops.take_along_axis(x, indices, axis) end
--- The tangent of x radians.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.tan(x) end
--- The hyperbolic tangent.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.tanh(x) end
--- Products summed over axes: the last n of x1 with the first n of x2 for a number n, or two lists of axes, paired in order. The result has the free axes of x1, then those of x2; the dtype is matmul's. Axes out of range, given twice, of different lengths or in lists of different sizes are errors.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@param axes? any
---@return any
function keras.ops.tensordot(x1, x2, axes) end
--- x as a whole repeated along each axis; the shorter of shape and repeats is padded with ones in front. The dtype stays. A negative count is an error.
---@param x keras.Tensor|number|table
---@param repeats integer[]
---@return any
function keras.ops.tile(x, repeats) end
--- The axes in another order (reversed when axes is nil): axis i of the result is axis axes[i] of x. A view. Axes that aren't each of x's once are an error.
---@param x keras.Tensor|number|table
---@param axes? integer[]
---@return any
function keras.ops.transpose(x, axes) end
--- Quotient x1 / x2; integers give the default float dtype. Division by zero gives inf or nan.
---@param x1 keras.Tensor|number|table
---@param x2 keras.Tensor|number|table
---@return any
function keras.ops.true_divide(x1, x2) end
--- x without its fraction.
---@param x keras.Tensor|number|table
---@return any
function keras.ops.trunc(x) end
--- The mean squared deviation from the mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), divided by how many elements they have. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@param keepdims? boolean
---@return any
function keras.ops.var(x, axis, keepdims) end
--- fn(x) for each x along the first axis of elements, stacked. No rows is an error.
---@param fn any
---@param elements any
---@return any
function keras.ops.vectorized_map(fn, elements) end
--- x1 where condition is true (not zero), x2 elsewhere. The three broadcast together; the dtype is the promoted one of x1 and x2. The condition alone gives the places of its true elements in C order: a list with one int32 tensor per axis, which a symbol can't. One of x1 and x2 without the other, and shapes that don't broadcast, are errors.
---@param condition keras.Tensor|number|table
---@param x1? any
---@param x2? any
---@return any
function keras.ops.where(condition, x1, x2) end
--- Repeats loop_vars = body(loop_vars...) while cond(loop_vars...) is true, at most maximum_iterations times. loop_vars is a list, or one value. It reads a value at every step, so it is an error in a compiled function.
---@param cond any
---@param body any
---@param loop_vars any
---@param maximum_iterations? integer
---@return any
function keras.ops.while_loop(cond, body, loop_vars, maximum_iterations) end
--- Zeros of a shape; the default float dtype unless given. A negative dimension is an error.
---@param shape table
---@param dtype? string
---@return any
function keras.ops.zeros(shape, dtype) end
--- Zeros of the shape of x, and of its dtype unless another is given.
---@param x keras.Tensor|number|table
---@param dtype? string
---@return any
function keras.ops.zeros_like(x, dtype) end
keras.losses = {}
---@class keras.losses.BinaryCrossentropy: keras.Loss
---@field from_logits any
---@field label_smoothing any
---@field axis any
---@field reduction any
---@field name any
---@field dtype any
--- BinaryCrossentropy(from_logits = false, label_smoothing = 0.0, axis = -1): -[t log p + (1 - t) log(1 - p)].
---@param arguments? { from_logits?: any, label_smoothing?: any, axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@return keras.losses.BinaryCrossentropy
function keras.losses.BinaryCrossentropy(arguments, ...) end
---@class keras.losses.CategoricalCrossentropy: keras.Loss
---@field from_logits any
---@field label_smoothing any
---@field axis any
---@field reduction any
---@field name any
---@field dtype any
--- CategoricalCrossentropy(from_logits = false, label_smoothing = 0.0, axis = -1): -sum(t log p).
---@param arguments? { from_logits?: any, label_smoothing?: any, axis?: any, reduction?: any, name?: any, dtype?: any }|any
---@return keras.losses.CategoricalCrossentropy
function keras.losses.CategoricalCrossentropy(arguments, ...) end
---@class keras.losses.Huber: keras.Loss
---@field delta any
---@field reduction any
---@field name any
---@field dtype any
--- Huber(delta = 1.0): e^2 / 2 where |e| <= delta, delta |e| - delta^2 / 2 beyond.
---@param arguments? { delta?: any, reduction?: any, name?: any, dtype?: any }|any
---@return keras.losses.Huber
function keras.losses.Huber(arguments, ...) end
---@class keras.losses.MeanAbsoluteError: keras.Loss
---@field reduction any
---@field name any
---@field dtype any
--- MeanAbsoluteError(): mean(|y_true - y_pred|) over the last axis.
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@return keras.losses.MeanAbsoluteError
function keras.losses.MeanAbsoluteError(arguments, ...) end
---@class keras.losses.MeanSquaredError: keras.Loss
---@field reduction any
---@field name any
---@field dtype any
--- MeanSquaredError(): mean((y_true - y_pred)^2) over the last axis.
---@param arguments? { reduction?: any, name?: any, dtype?: any }|any
---@return keras.losses.MeanSquaredError
function keras.losses.MeanSquaredError(arguments, ...) end
---@class keras.losses.SparseCategoricalCrossentropy: keras.Loss
---@field from_logits any
---@field ignore_class any
---@field reduction any
---@field axis any
---@field name any
---@field dtype any
--- SparseCategoricalCrossentropy(from_logits = false, ignore_class = nil, axis = -1): -log p[label].
---@param arguments? { from_logits?: any, ignore_class?: any, reduction?: any, axis?: any, name?: any, dtype?: any }|any
---@return keras.losses.SparseCategoricalCrossentropy
function keras.losses.SparseCategoricalCrossentropy(arguments, ...) end
--- mean of -[t log p + (1 - t) log(1 - p)] over axis; p is clipped to [epsilon, 1 - epsilon]; of logits, softplus. label_smoothing s: t becomes t (1 - s) + s / 2.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return any
function keras.losses.binary_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis) end
--- -sum(t log p) over axis, p divided by its sum and clipped to [epsilon, 1 - epsilon]. label_smoothing s: t becomes t (1 - s) + s / classes.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@param from_logits? boolean
---@param label_smoothing? number
---@param axis? integer
---@return any
function keras.losses.categorical_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.losses.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.losses.get(...) end
--- mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis; e = y_pred - y_true.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@param delta? number
---@return any
function keras.losses.huber(y_true, y_pred, delta) end
--- mean(|y_true - y_pred|) over the last axis.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@return any
function keras.losses.mean_absolute_error(y_true, y_pred) end
--- mean((y_true - y_pred)^2) over the last axis.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@return any
function keras.losses.mean_squared_error(y_true, y_pred) end
--- The config of an object of keras.losses: what keras.saving.serialize_keras_object gives.
function keras.losses.serialize(...) end
--- -log p[label]; labels of ignore_class give 0 and are masked out.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@param from_logits? boolean
---@param ignore_class? integer
---@param axis? integer
---@return any
function keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits, ignore_class, axis) end
keras.metrics = {}
---@class keras.metrics.Accuracy: keras.metrics.MeanMetricWrapper
---@field name any
---@field dtype any
---@field fn any
--- Accuracy(name, dtype): how often predictions equal labels.
---@param arguments? { name?: any, dtype?: any, fn?: any }|any
---@return keras.metrics.Accuracy
function keras.metrics.Accuracy(arguments, ...) end
---@class keras.metrics.BinaryAccuracy: keras.metrics.MeanMetricWrapper
---@field name any
---@field dtype any
---@field threshold any
---@field fn any
--- BinaryAccuracy(name, dtype, threshold = 0.5): how often predictions above the threshold are labels of 1, the others of 0.
---@param arguments? { name?: any, dtype?: any, threshold?: any, fn?: any }|any
---@return keras.metrics.BinaryAccuracy
function keras.metrics.BinaryAccuracy(arguments, ...) end
---@class keras.metrics.CategoricalAccuracy: keras.metrics.MeanMetricWrapper
---@field name any
---@field dtype any
---@field fn any
--- CategoricalAccuracy(name, dtype): how often the largest prediction is that of the one-hot label.
---@param arguments? { name?: any, dtype?: any, fn?: any }|any
---@return keras.metrics.CategoricalAccuracy
function keras.metrics.CategoricalAccuracy(arguments, ...) end
---@class keras.metrics.Mean: keras.Metric
---@field name any
---@field dtype any
--- Mean(name, dtype): sum(values * weight) / sum(weight) over all updates, 0 before the first.
---@param arguments? { name?: any, dtype?: any }|any
---@return keras.metrics.Mean
function keras.metrics.Mean(arguments, ...) end
---@class keras.metrics.MeanAbsoluteError: keras.metrics.MeanMetricWrapper
---@field name any
---@field dtype any
---@field fn any
--- MeanAbsoluteError(name, dtype): the mean of absolute differences.
---@param arguments? { name?: any, dtype?: any, fn?: any }|any
---@return keras.metrics.MeanAbsoluteError
function keras.metrics.MeanAbsoluteError(arguments, ...) end
---@class keras.metrics.MeanMetricWrapper: keras.metrics.Mean
---@field fn any
---@field name any
---@field dtype any
--- MeanMetricWrapper(fn, name, dtype): the mean of fn(y_true, y_pred), which gives one value per sample.
---@param arguments? { fn: any, name?: any, dtype?: any }|any
---@return keras.metrics.MeanMetricWrapper
function keras.metrics.MeanMetricWrapper(arguments, ...) end
---@class keras.metrics.MeanSquaredError: keras.metrics.MeanMetricWrapper
---@field name any
---@field dtype any
---@field fn any
--- MeanSquaredError(name, dtype): the mean of squared differences.
---@param arguments? { name?: any, dtype?: any, fn?: any }|any
---@return keras.metrics.MeanSquaredError
function keras.metrics.MeanSquaredError(arguments, ...) end
---@class keras.metrics.RootMeanSquaredError: keras.metrics.Mean
---@field name any
---@field dtype any
--- RootMeanSquaredError(name, dtype): the root of the mean of squared differences.
---@param arguments? { name?: any, dtype?: any }|any
---@return keras.metrics.RootMeanSquaredError
function keras.metrics.RootMeanSquaredError(arguments, ...) end
---@class keras.metrics.SparseCategoricalAccuracy: keras.metrics.MeanMetricWrapper
---@field name any
---@field dtype any
---@field fn any
--- SparseCategoricalAccuracy(name, dtype): how often the largest prediction is that of the integer label.
---@param arguments? { name?: any, dtype?: any, fn?: any }|any
---@return keras.metrics.SparseCategoricalAccuracy
function keras.metrics.SparseCategoricalAccuracy(arguments, ...) end
---@class keras.metrics.Sum: keras.Metric
---@field name any
---@field dtype any
--- Sum(name, dtype): update_state(values, sample_weight) adds sum(values * weight).
---@param arguments? { name?: any, dtype?: any }|any
---@return keras.metrics.Sum
function keras.metrics.Sum(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.metrics.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.metrics.get(...) end
--- mean(|y_true - y_pred|) over the last axis.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@return any
function keras.metrics.mean_absolute_error(y_true, y_pred) end
--- mean((y_true - y_pred)^2) over the last axis.
---@param y_true keras.Tensor|number|table
---@param y_pred keras.Tensor|number|table
---@return any
function keras.metrics.mean_squared_error(y_true, y_pred) end
--- The config of an object of keras.metrics: what keras.saving.serialize_keras_object gives.
function keras.metrics.serialize(...) end
keras.constraints = {}
---@class keras.constraints.MaxNorm: keras.Constraint
---@field max_value any the largest norm
---@field axis any the axis, or a list of axes, along which a vector lies
--- Shortens vectors of weights whose norm is above max_value. Over axis 0 these are the weights into each output of a Dense layer.
--- formula: w clip(N, 0, max_value) / (N + epsilon); N = sqrt(sum(w^2)) over axis
---@param arguments? { max_value?: any, axis?: any }|any
---@return keras.constraints.MaxNorm
function keras.constraints.MaxNorm(arguments, ...) end
---@class keras.constraints.MinMaxNorm: keras.Constraint
---@field min_value any the smallest norm
---@field max_value any the largest norm
---@field rate any share of the way to the bound that a step goes; 1 keeps the bound
---@field axis any the axis, or a list of axes, along which a vector lies
--- Moves the norm of vectors of weights between two bounds. Over axis 0 these are the weights into each output of a Dense layer.
--- formula: w (rate clip(N, min_value, max_value) + (1 - rate) N) / (N + epsilon); N = sqrt(sum(w^2)) over axis
---@param arguments? { min_value?: any, max_value?: any, rate?: any, axis?: any }|any
---@return keras.constraints.MinMaxNorm
function keras.constraints.MinMaxNorm(arguments, ...) end
---@class keras.constraints.NonNeg: keras.Constraint
--- Makes negative weights 0.
--- formula: max(w, 0)
---@return keras.constraints.NonNeg
function keras.constraints.NonNeg() end
---@class keras.constraints.UnitNorm: keras.Constraint
---@field axis any the axis, or a list of axes, along which a vector lies
--- Gives vectors of weights the norm 1. Over axis 0 these are the weights into each output of a Dense layer.
--- formula: w / (N + epsilon); N = sqrt(sum(w^2)) over axis
---@param arguments? { axis?: any }|any
---@return keras.constraints.UnitNorm
function keras.constraints.UnitNorm(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.constraints.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.constraints.get(...) end
--- The config of an object of keras.constraints: what keras.saving.serialize_keras_object gives.
function keras.constraints.serialize(...) end
keras.regularizers = {}
---@class keras.regularizers.L1: keras.Regularizer
---@field l1 any
--- L1(l1 = 0.01): l1 * sum(|w|).
---@param arguments? { l1?: any }|any
---@return keras.regularizers.L1
function keras.regularizers.L1(arguments, ...) end
---@class keras.regularizers.L1L2: keras.Regularizer
---@field l1 any
---@field l2 any
--- L1L2(l1 = 0, l2 = 0): l1 * sum(|w|) + l2 * sum(w^2).
---@param arguments? { l1?: any, l2?: any }|any
---@return keras.regularizers.L1L2
function keras.regularizers.L1L2(arguments, ...) end
---@class keras.regularizers.L2: keras.Regularizer
---@field l2 any
--- L2(l2 = 0.01): l2 * sum(w^2).
---@param arguments? { l2?: any }|any
---@return keras.regularizers.L2
function keras.regularizers.L2(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.regularizers.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.regularizers.get(...) end
--- The config of an object of keras.regularizers: what keras.saving.serialize_keras_object gives.
function keras.regularizers.serialize(...) end
keras.initializers = {}
---@class keras.initializers.Constant: keras.Initializer
---@field value any
--- Constant(value = 0.0): all value.
---@param arguments? { value?: any }|any
---@return keras.initializers.Constant
function keras.initializers.Constant(arguments, ...) end
---@class keras.initializers.GlorotUniform: RandomInitializer
---@field seed any
---@field input_axes any
---@field output_axes any
--- GlorotUniform(seed = nil): uniform in +-sqrt(6 / (fan_in + fan_out)).
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@return keras.initializers.GlorotUniform
function keras.initializers.GlorotUniform(arguments, ...) end
---@class keras.initializers.HeNormal: RandomInitializer
---@field seed any
---@field input_axes any
---@field output_axes any
--- HeNormal(seed = nil): truncated normal of variance 2 / fan_in.
---@param arguments? { seed?: any, input_axes?: any, output_axes?: any }|any
---@return keras.initializers.HeNormal
function keras.initializers.HeNormal(arguments, ...) end
---@class keras.initializers.Ones: keras.Initializer
--- Ones(): all 1.
---@return keras.initializers.Ones
function keras.initializers.Ones() end
---@class keras.initializers.RandomNormal: RandomInitializer
---@field mean any
---@field stddev any
---@field seed any
--- RandomNormal(mean = 0.0, stddev = 0.05, seed = nil).
---@param arguments? { mean?: any, stddev?: any, seed?: any }|any
---@return keras.initializers.RandomNormal
function keras.initializers.RandomNormal(arguments, ...) end
---@class keras.initializers.RandomUniform: RandomInitializer
---@field minval any
---@field maxval any
---@field seed any
--- RandomUniform(minval = -0.05, maxval = 0.05, seed = nil).
---@param arguments? { minval?: any, maxval?: any, seed?: any }|any
---@return keras.initializers.RandomUniform
function keras.initializers.RandomUniform(arguments, ...) end
---@class keras.initializers.Zeros: keras.Initializer
--- Zeros(): all 0.
---@return keras.initializers.Zeros
function keras.initializers.Zeros() end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.initializers.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.initializers.get(...) end
--- The config of an object of keras.initializers: what keras.saving.serialize_keras_object gives.
function keras.initializers.serialize(...) end
keras.activations = {}
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.activations.deserialize(...) end
--- x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element.
---@param x keras.Tensor|number|table
---@param alpha? number
---@return any
function keras.activations.elu(x, alpha) end
--- e to the power of x.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.exponential(x) end
--- x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
---@param x keras.Tensor|number|table
---@param approximate? boolean
---@return any
function keras.activations.gelu(x, approximate) end
--- The function that an identifier means: a name, a registered name, a config, a class, an object or a function; nil gives linear.
function keras.activations.get(...) end
--- relu6(x + 3) / 6, element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.hard_sigmoid(x) end
--- x * hard_sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.hard_silu(x) end
--- x * hard_sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.hard_swish(x) end
--- x where x > 0, negative_slope * x elsewhere, element by element.
---@param x keras.Tensor|number|table
---@param negative_slope? number
---@return any
function keras.activations.leaky_relu(x, negative_slope) end
--- x itself.
function keras.activations.linear(...) end
--- log(sigmoid(x)), element by element, without overflow.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.log_sigmoid(x) end
--- log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@return any
function keras.activations.log_softmax(x, axis) end
--- max(x, 0); the gradient at 0 is 0.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.relu(x) end
--- min(max(x, 0), 6), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.relu6(x) end
--- 1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).
---@param x keras.Tensor|number|table
---@return any
function keras.activations.selu(x) end
--- The name of a built-in activation, else its config.
function keras.activations.serialize(...) end
--- 1 / (1 + exp(-x)), without overflow.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.sigmoid(x) end
--- x * sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.silu(x) end
--- exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.
---@param x keras.Tensor|number|table
---@param axis? integer|integer[]
---@return any
function keras.activations.softmax(x, axis) end
--- log(1 + exp(x)), without overflow.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.softplus(x) end
--- x / (1 + |x|), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.softsign(x) end
--- x * sigmoid(x), element by element.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.swish(x) end
--- The hyperbolic tangent.
---@param x keras.Tensor|number|table
---@return any
function keras.activations.tanh(x) end
keras.optimizers = {}
---@class keras.optimizers.Adam: keras.Optimizer
---@field learning_rate any
---@field beta_1 any
---@field beta_2 any
---@field epsilon any
---@field amsgrad any
---@field weight_decay any
---@field clipnorm any
---@field clipvalue any
---@field global_clipnorm any
---@field use_ema any
---@field ema_momentum any
---@field ema_overwrite_frequency any
---@field loss_scale_factor any
---@field gradient_accumulation_steps any
---@field name any
--- Adam(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07, amsgrad = false): Kingma and Ba, 2014.
---@param arguments? { learning_rate?: any, beta_1?: any, beta_2?: any, epsilon?: any, amsgrad?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@return keras.optimizers.Adam
function keras.optimizers.Adam(arguments, ...) end
---@class keras.optimizers.LossScaleOptimizer: keras.Optimizer
---@field inner_optimizer any
---@field initial_scale any
---@field dynamic_growth_steps any
---@field learning_rate any
---@field weight_decay any
---@field clipnorm any
---@field clipvalue any
---@field global_clipnorm any
---@field use_ema any
---@field ema_momentum any
---@field ema_overwrite_frequency any
---@field loss_scale_factor any
---@field gradient_accumulation_steps any
---@field name any
--- LossScaleOptimizer(inner_optimizer, initial_scale = 32768.0, dynamic_growth_steps = 2000): multiplies the loss by a scale that keeps 16-bit gradients from vanishing. A step whose gradients are not finite is left out and halves the scale; dynamic_growth_steps good ones in a row double it.
---@param arguments? { inner_optimizer: any, initial_scale?: any, dynamic_growth_steps?: any, learning_rate?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@return keras.optimizers.LossScaleOptimizer
function keras.optimizers.LossScaleOptimizer(arguments, ...) end
---@class keras.optimizers.RMSprop: keras.Optimizer
---@field learning_rate any
---@field rho any
---@field momentum any
---@field epsilon any
---@field centered any
---@field weight_decay any
---@field clipnorm any
---@field clipvalue any
---@field global_clipnorm any
---@field use_ema any
---@field ema_momentum any
---@field ema_overwrite_frequency any
---@field loss_scale_factor any
---@field gradient_accumulation_steps any
---@field name any
--- RMSprop(learning_rate = 0.001, rho = 0.9, momentum = 0.0, epsilon = 1e-07, centered = false): steps divided by a running root mean square of the gradient.
---@param arguments? { learning_rate?: any, rho?: any, momentum?: any, epsilon?: any, centered?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@return keras.optimizers.RMSprop
function keras.optimizers.RMSprop(arguments, ...) end
---@class keras.optimizers.SGD: keras.Optimizer
---@field learning_rate any
---@field momentum any
---@field nesterov any
---@field weight_decay any
---@field clipnorm any
---@field clipvalue any
---@field global_clipnorm any
---@field use_ema any
---@field ema_momentum any
---@field ema_overwrite_frequency any
---@field loss_scale_factor any
---@field gradient_accumulation_steps any
---@field name any
--- SGD(learning_rate = 0.01, momentum = 0.0, nesterov = false): w <- w - rate * g; with momentum v <- m v - rate * g, w <- w + v (nesterov: w + m v - rate * g).
---@param arguments? { learning_rate?: any, momentum?: any, nesterov?: any, weight_decay?: any, clipnorm?: any, clipvalue?: any, global_clipnorm?: any, use_ema?: any, ema_momentum?: any, ema_overwrite_frequency?: any, loss_scale_factor?: any, gradient_accumulation_steps?: any, name?: any }|any
---@return keras.optimizers.SGD
function keras.optimizers.SGD(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.optimizers.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.optimizers.get(...) end
--- The config of an object of keras.optimizers: what keras.saving.serialize_keras_object gives.
function keras.optimizers.serialize(...) end
keras.optimizers.schedules = {}
---@class keras.optimizers.schedules.CosineDecay: keras.LearningRateSchedule
---@field initial_learning_rate any
---@field decay_steps any
---@field alpha any
---@field name any
---@field warmup_target any
---@field warmup_steps any
--- CosineDecay(initial_learning_rate, decay_steps, alpha = 0.0, warmup_target = nil, warmup_steps = 0): a linear warm-up to warmup_target, then half a cosine down to alpha times that (Loshchilov and Hutter, 2016).
---@param arguments? { initial_learning_rate: any, decay_steps: any, alpha?: any, name?: any, warmup_target?: any, warmup_steps?: any }|any
---@return keras.optimizers.schedules.CosineDecay
function keras.optimizers.schedules.CosineDecay(arguments, ...) end
---@class keras.optimizers.schedules.CosineDecayRestarts: keras.LearningRateSchedule
---@field initial_learning_rate any
---@field first_decay_steps any
---@field t_mul any
---@field m_mul any
---@field alpha any
---@field name any
--- CosineDecayRestarts(initial_learning_rate, first_decay_steps, t_mul = 2.0, m_mul = 1.0, alpha = 0.0): half cosines one after the other, each t_mul times as long and m_mul times as high as the last.
---@param arguments? { initial_learning_rate: any, first_decay_steps: any, t_mul?: any, m_mul?: any, alpha?: any, name?: any }|any
---@return keras.optimizers.schedules.CosineDecayRestarts
function keras.optimizers.schedules.CosineDecayRestarts(arguments, ...) end
---@class keras.optimizers.schedules.ExponentialDecay: keras.LearningRateSchedule
---@field initial_learning_rate any
---@field decay_steps any
---@field decay_rate any
---@field staircase any
---@field name any
--- ExponentialDecay(initial_learning_rate, decay_steps, decay_rate, staircase = false): initial * decay_rate ^ (step / decay_steps).
---@param arguments? { initial_learning_rate: any, decay_steps: any, decay_rate: any, staircase?: any, name?: any }|any
---@return keras.optimizers.schedules.ExponentialDecay
function keras.optimizers.schedules.ExponentialDecay(arguments, ...) end
---@class keras.optimizers.schedules.InverseTimeDecay: keras.LearningRateSchedule
---@field initial_learning_rate any
---@field decay_steps any
---@field decay_rate any
---@field staircase any
---@field name any
--- InverseTimeDecay(initial_learning_rate, decay_steps, decay_rate, staircase = false): initial / (1 + decay_rate * step / decay_steps).
---@param arguments? { initial_learning_rate: any, decay_steps: any, decay_rate: any, staircase?: any, name?: any }|any
---@return keras.optimizers.schedules.InverseTimeDecay
function keras.optimizers.schedules.InverseTimeDecay(arguments, ...) end
---@class keras.optimizers.schedules.PiecewiseConstantDecay: keras.LearningRateSchedule
---@field boundaries any
---@field values any
---@field name any
--- PiecewiseConstantDecay(boundaries, values): values[1] up to and with the first boundary, values[2] up to the second, and so on; one value more than boundaries.
---@param arguments? { boundaries: any, values: any, name?: any }|any
---@return keras.optimizers.schedules.PiecewiseConstantDecay
function keras.optimizers.schedules.PiecewiseConstantDecay(arguments, ...) end
---@class keras.optimizers.schedules.PolynomialDecay: keras.LearningRateSchedule
---@field initial_learning_rate any
---@field decay_steps any
---@field end_learning_rate any
---@field power any
---@field cycle any
---@field name any
--- PolynomialDecay(initial_learning_rate, decay_steps, end_learning_rate = 0.0001, power = 1.0, cycle = false): falls to the end rate as a polynomial; with `cycle` decay_steps is stretched to the multiple of itself that holds the step.
---@param arguments? { initial_learning_rate: any, decay_steps: any, end_learning_rate?: any, power?: any, cycle?: any, name?: any }|any
---@return keras.optimizers.schedules.PolynomialDecay
function keras.optimizers.schedules.PolynomialDecay(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.optimizers.schedules.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.optimizers.schedules.get(...) end
--- The config of an object of keras.optimizers.schedules: what keras.saving.serialize_keras_object gives.
function keras.optimizers.schedules.serialize(...) end
keras.layers = {}
---@class keras.layers.Activation: keras.Layer
---@field activation any
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Activation(activation): a function, element by element or over the last axis.
---@param arguments? { activation: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@return keras.layers.Activation
function keras.layers.Activation(arguments, ...) end
---@class keras.layers.Dense: keras.Layer
---@field units any
---@field activation any
---@field use_bias any
---@field kernel_initializer any
---@field bias_initializer any
---@field kernel_regularizer any
---@field bias_regularizer any
---@field activity_regularizer any
---@field kernel_constraint any
---@field bias_constraint any
---@field quantization_config any
---@field name any
---@field trainable any
---@field dtype any
---@field autocast any
--- Dense(units, activation = nil, use_bias = true, ...): activation(x @ kernel + bias); kernel has shape (features, units).
---@param arguments? { units: any, activation?: any, use_bias?: any, kernel_initializer?: any, bias_initializer?: any, kernel_regularizer?: any, bias_regularizer?: any, activity_regularizer?: any, kernel_constraint?: any, bias_constraint?: any, quantization_config?: any, name?: any, trainable?: any, dtype?: any, autocast?: any }|any
---@return keras.layers.Dense
function keras.layers.Dense(arguments, ...) end
---@class keras.layers.Dropout: keras.Layer
---@field rate any
---@field noise_shape any
---@field seed any
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Dropout(rate, seed = nil): in training, zeroes elements with probability rate and divides the others by 1 - rate.
---@param arguments? { rate: any, noise_shape?: any, seed?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@return keras.layers.Dropout
function keras.layers.Dropout(arguments, ...) end
---@class keras.layers.Flatten: keras.Layer
---@field data_format any
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Flatten(): (batch, ...) to (batch, features).
---@param arguments? { data_format?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@return keras.layers.Flatten
function keras.layers.Flatten(arguments, ...) end
--- The input of a model: an InputLayer.
function keras.layers.Input(...) end
---@class keras.layers.InputLayer: keras.Layer
---@field shape any
---@field batch_shape any
---@field sparse any
---@field ragged any
---@field optional any
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- InputLayer { batch_shape = { null, ... } } or { shape = { ... } }: declares what a model receives.
---@param arguments? { shape?: any, batch_shape?: any, sparse?: any, ragged?: any, optional?: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@return keras.layers.InputLayer
function keras.layers.InputLayer(arguments, ...) end
---@class keras.layers.Reshape: keras.Layer
---@field target_shape any
---@field name any
---@field trainable any
---@field dtype any
---@field activity_regularizer any
---@field autocast any
--- Reshape(target_shape): (batch, ...) to (batch, target_shape...); one entry may be -1.
---@param arguments? { target_shape: any, name?: any, trainable?: any, dtype?: any, activity_regularizer?: any, autocast?: any }|any
---@return keras.layers.Reshape
function keras.layers.Reshape(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.layers.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.layers.get(...) end
--- The config of an object of keras.layers: what keras.saving.serialize_keras_object gives.
function keras.layers.serialize(...) end
keras.callbacks = {}
---@class keras.callbacks.CSVLogger: keras.Callback
---@field filename any
---@field separator any
---@field append any
--- CSVLogger(filename, separator = ',', append = false): one line per epoch; the columns are those of the first one, by name.
---@param arguments? { filename: any, separator?: any, append?: any }|any
---@return keras.callbacks.CSVLogger
function keras.callbacks.CSVLogger(arguments, ...) end
---@class keras.callbacks.CallbackList: keras.Callback
---@field callbacks any
---@field add_history any
---@field add_progbar any
---@field model any
---@field verbose any
---@field epochs any
---@field steps any
--- CallbackList(callbacks, add_history = false, add_progbar = false, model, verbose, epochs, steps): tells all of them.
---@param arguments? { callbacks?: any, add_history?: any, add_progbar?: any, model?: any, verbose?: any, epochs?: any, steps?: any }|any
---@return keras.callbacks.CallbackList
function keras.callbacks.CallbackList(arguments, ...) end
---@class keras.callbacks.EarlyStopping: keras.Callback
---@field monitor any
---@field min_delta any
---@field patience any
---@field verbose any
---@field mode any
---@field baseline any
---@field restore_best_weights any
---@field start_from_epoch any
--- EarlyStopping(monitor = 'val_loss', min_delta, patience, verbose, mode, baseline, restore_best_weights, start_from_epoch): ends training when a figure has not improved for `patience` epochs.
---@param arguments? { monitor?: any, min_delta?: any, patience?: any, verbose?: any, mode?: any, baseline?: any, restore_best_weights?: any, start_from_epoch?: any }|any
---@return keras.callbacks.EarlyStopping
function keras.callbacks.EarlyStopping(arguments, ...) end
---@class keras.callbacks.History: keras.Callback
--- History(): fit gives one back; .epoch lists the epochs, .history the logs by name.
---@return keras.callbacks.History
function keras.callbacks.History() end
---@class keras.callbacks.LambdaCallback: keras.Callback
---@field on_epoch_begin any
---@field on_epoch_end any
---@field on_train_begin any
---@field on_train_end any
---@field on_train_batch_begin any
---@field on_train_batch_end any
---@field on_test_begin any
---@field on_test_end any
---@field on_test_batch_begin any
---@field on_test_batch_end any
---@field on_predict_begin any
---@field on_predict_end any
---@field on_predict_batch_begin any
---@field on_predict_batch_end any
---@field on_batch_begin any
---@field on_batch_end any
--- LambdaCallback { on_epoch_end = function(epoch, logs) ... end, ... }: a callback of functions, which don't get self.
---@param arguments? { on_epoch_begin?: any, on_epoch_end?: any, on_train_begin?: any, on_train_end?: any, on_train_batch_begin?: any, on_train_batch_end?: any, on_test_begin?: any, on_test_end?: any, on_test_batch_begin?: any, on_test_batch_end?: any, on_predict_begin?: any, on_predict_end?: any, on_predict_batch_begin?: any, on_predict_batch_end?: any, on_batch_begin?: any, on_batch_end?: any }|any
---@return keras.callbacks.LambdaCallback
function keras.callbacks.LambdaCallback(arguments, ...) end
---@class keras.callbacks.LearningRateScheduler: keras.Callback
---@field schedule any
---@field verbose any
--- LearningRateScheduler(schedule, verbose = 0): schedule(epoch, learning_rate) gives each epoch's learning rate.
---@param arguments? { schedule: any, verbose?: any }|any
---@return keras.callbacks.LearningRateScheduler
function keras.callbacks.LearningRateScheduler(arguments, ...) end
---@class keras.callbacks.ProgbarLogger: keras.Callback
--- ProgbarLogger(): verbose 1 draws a bar on a terminal and ends each epoch with a plain line elsewhere; verbose 2 only ends it so.
---@return keras.callbacks.ProgbarLogger
function keras.callbacks.ProgbarLogger() end
---@class keras.callbacks.ReduceLROnPlateau: keras.Callback
---@field monitor any
---@field factor any
---@field patience any
---@field verbose any
---@field mode any
---@field min_delta any
---@field cooldown any
---@field min_lr any
--- ReduceLROnPlateau(monitor = 'val_loss', factor = 0.1, patience = 10, verbose, mode, min_delta = 0.0001, cooldown, min_lr): multiplies the learning rate by `factor` when a figure has not improved for `patience` epochs.
---@param arguments? { monitor?: any, factor?: any, patience?: any, verbose?: any, mode?: any, min_delta?: any, cooldown?: any, min_lr?: any }|any
---@return keras.callbacks.ReduceLROnPlateau
function keras.callbacks.ReduceLROnPlateau(arguments, ...) end
---@class keras.callbacks.TerminateOnNaN: keras.Callback
---@field raise_error any
--- TerminateOnNaN(raise_error = false): ends training, or raises an error, when the loss is nan or infinite.
---@param arguments? { raise_error?: any }|any
---@return keras.callbacks.TerminateOnNaN
function keras.callbacks.TerminateOnNaN(arguments, ...) end
--- The object of a config. For built-in classes class_name and config are enough; a string that names nothing comes back as it is.
function keras.callbacks.deserialize(...) end
--- The object that an identifier means: a name or an alias, a registered name, a config, a class, an instance or a function; nil gives nil.
function keras.callbacks.get(...) end
--- The config of an object of keras.callbacks: what keras.saving.serialize_keras_object gives.
function keras.callbacks.serialize(...) end
keras.random = {}
---@class keras.random.SeedGenerator: keras.SeedGenerator
---@field seed any
---@field name any
--- SeedGenerator(seed = nil, name = nil): a source of seeds that changes at every draw.
---@param arguments? { seed?: any, name?: any }|any
---@return keras.random.SeedGenerator
function keras.random.SeedGenerator(arguments, ...) end
--- num_samples classes per row of logits (batch, classes), shape (batch, num_samples), of an integer dtype, drawn with probabilities softmax(logits) by the Gumbel-max trick. Logits of another number of axes or without classes, a negative num_samples, a dtype of another kind and a seed of another kind are errors.
---@param logits keras.Tensor|number|table
---@param num_samples integer
---@param dtype? string
---@param seed? any
---@return any
function keras.random.categorical(logits, num_samples, dtype, seed) end
--- Sets a random fraction `rate` of the inputs to 0 and divides the others by 1 - rate. Where noise_shape, which broadcasts to the inputs' shape, has a 1, the elements of that axis stay or go together (keras.null takes the inputs' length). A rate outside [0, 1], a noise_shape that doesn't broadcast and a seed of another kind are errors.
---@param inputs keras.Tensor|number|table
---@param rate number
---@param noise_shape? table
---@param seed? any
---@return any
function keras.random.dropout(inputs, rate, noise_shape, seed) end
--- Normal random numbers of a mean and a standard deviation, of a float dtype (the default one unless given), by the method of Box and Muller. Another dtype, a negative dimension and a seed of another kind are errors.
---@param shape table
---@param mean? number
---@param stddev? number
---@param dtype? string
---@param seed? any
---@return any
function keras.random.normal(shape, mean, stddev, dtype, seed) end
--- Uniform random integers in [minval, maxval), of an integer dtype. A range that is empty or above 2^53, another dtype, a negative dimension and a seed of another kind are errors.
---@param shape table
---@param minval integer
---@param maxval integer
---@param dtype? string
---@param seed? any
---@return any
function keras.random.randint(shape, minval, maxval, dtype, seed) end
--- The slices of x along an axis in random order, every order as likely. An axis out of range and a seed of another kind are errors.
---@param x keras.Tensor|number|table
---@param axis? integer
---@param seed? any
---@return any
function keras.random.shuffle(x, axis, seed) end
--- Normal random numbers, those beyond two standard deviations from the mean drawn again; of a float dtype (the default one unless given). Another dtype, a negative dimension and a seed of another kind are errors.
---@param shape table
---@param mean? number
---@param stddev? number
---@param dtype? string
---@param seed? any
---@return any
function keras.random.truncated_normal(shape, mean, stddev, dtype, seed) end
--- Uniform random numbers in [minval, maxval), of a float dtype (the default one unless given), from a seed: an integer, a SeedGenerator or the global one. Another dtype, a negative dimension and a seed of another kind are errors.
---@param shape table
---@param minval? number
---@param maxval? number
---@param dtype? string
---@param seed? any
---@return any
function keras.random.uniform(shape, minval, maxval, dtype, seed) end
keras.saving = {}
--- Runs fn(...) with these classes and functions (a table by name, or a list) in sight. It hides the scope around it and ends with fn, however fn ends.
function keras.saving.CustomObjectScope(...) end
--- Runs fn(...) with these classes and functions (a table by name, or a list) in sight. It hides the scope around it and ends with fn, however fn ends.
function keras.saving.custom_object_scope(...) end
--- The object of a config. Custom classes are found by their key in custom_objects (by name, or a list), the scope and the registry; nothing in a config runs code. Errors give the place in the config, the key that was looked up, the nearest keys and the line that mends it.
function keras.saving.deserialize_keras_object(...) end
--- The table of everything registered, by key; what is put into it is found.
function keras.saving.get_custom_objects(...) end
--- The key that a class or function is registered under, or the class's own name.
function keras.saving.get_registered_name(...) end
--- What a key stands for: the scope's, the registry's, then those of the two tables; nil when nothing.
function keras.saving.get_registered_object(...) end
--- What a config needs from outside, without building it: a list of { path, kind, name, key, found, message }, one for each custom class or function.
function keras.saving.inspect(...) end
--- Python source that registers a twin of a custom class or registered function there, with the same key and arguments; its body is left to write.
function keras.saving.python_stub(...) end
--- Registers a custom class or function under package>name, by which configs name it, and gives it back. A taken key is an error unless replace is set. A function needs a name; module is the Python module that configs name too.
function keras.saving.register_keras_serializable(...) end
--- The config of an object: { module, class_name, config, registered_name }. Plain values stay; tensors, slices and functions get forms of their own. What can't be written (a closure, an argument that get_config forgets) is an error that says where.
function keras.saving.serialize_keras_object(...) end
keras.utils = {}
--- Compares the gradients of fn(...), one float number, by its float64 tensors with central differences and gives the largest error; above 1e-5 is an error.
function keras.utils.check_gradient(...) end
--- Every draw after it that names no seed of its own is a function of n.
function keras.utils.set_random_seed(...) end
return keras
